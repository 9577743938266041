/**
 * The code of the documentation.
 *
 * Each document is a folder of files: a TypeScript, JavaScript or TOML block whose first line is a comment
 * with a file name is that file; so is a shell script, whose second line names it. A block without one goes on with the program before it: it stands before that
 * program's last line.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** A document's files, written to a folder. */
export interface DocFiles {
  readonly title: string;
  readonly folder: string;
  readonly programs: readonly string[];
  readonly projects: readonly string[];
  readonly tests: readonly string[];
}

const FENCE = /^```(\w*)[^\n]*\n(.*?)^```$/gms;
const FILE_NAME = /^(?:\/\/|#) ([\w-]+(?:\.[\w-]+)+)$/;

/** Writes the blocks of a document into a folder named after it. */
export async function writeDocBlocks(path: string, parent: string): Promise<DocFiles> {
  const title = basename(path, '.md');
  const files = blocksOf(await readFile(path, 'utf8'), title);
  const folder = join(parent, title.toLowerCase());
  await mkdir(folder, { recursive: true });
  // A script that is run by its name starts with the program that reads it.
  for (const [name, text] of files) {
    await writeFile(join(folder, name), text, { mode: text.startsWith('#!') ? 0o755 : 0o644 });
  }
  const pathsOf = (test: (name: string) => boolean): string[] =>
    [...files.keys()].filter(test).map((name) => join(folder, name));
  return {
    title,
    folder,
    programs: pathsOf((name) => name.endsWith('.ts')),
    projects: pathsOf((name) => name.endsWith('.toml') && name !== 'module.toml'),
    tests: pathsOf((name) => name.endsWith('.test.ts')),
  };
}

function blocksOf(markdown: string, title: string): Map<string, string> {
  const files = new Map<string, string>();
  let lastProgram: string | undefined;
  for (const [, language = '', code = ''] of markdown.matchAll(FENCE)) {
    const isScript = language === 'sh' && code.startsWith('#!');
    if (!isScript && !['ts', 'typescript', 'toml', 'js', 'javascript'].includes(language)) continue;
    const name = FILE_NAME.exec(code.split('\n')[isScript ? 1 : 0] ?? '')?.[1];
    if (name === undefined) {
      const program = lastProgram === undefined ? undefined : files.get(lastProgram);
      if (program === undefined || lastProgram === undefined) {
        throw new Error(`${title}: a block of ${language} names no file: ${code.slice(0, 80)}`);
      }
      const lastLine = program.trimEnd().lastIndexOf('\n') + 1;
      // A file of its own: the program before it runs without what is added.
      const added = program.slice(0, lastLine) + code + program.slice(lastLine);
      files.set(lastProgram.replace(/\.ts$/, `-${files.size}.ts`), added);
      continue;
    }
    if (files.has(name)) throw new Error(`${title}: two blocks are called ${name}`);
    files.set(name, code);
    if (name.endsWith('.ts')) lastProgram = name;
  }
  return files;
}
