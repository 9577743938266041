/** Every TypeScript and TOML block of the documentation: compiled, checked and run. */
import { execFile } from 'node:child_process';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { test } from 'tap';
import ts from 'typescript';
import { loadProject, runProject, type LoadProjectOptions } from 'syntalos-mlink/host';
import { writeDocBlocks, type DocFiles } from './support/doc-blocks.ts';

const ROOT = new URL('../../', import.meta.url);
/** Below the package, so that the documents' files find it as an installed one. */
const FOLDER = fileURLToPath(new URL('build/docs/', ROOT));
/** `record` comes before `replay`, which plays what it has recorded. */
const RUN_MSEC = 700;

await rm(FOLDER, { recursive: true, force: true });
await mkdir(FOLDER, { recursive: true });
const names = (await readdir(new URL('docs/', ROOT))).filter((name) => name.endsWith('.md')).sort();
const documents: DocFiles[] = [];
for (const path of ['README.md', ...names.map((name) => `docs/${name}`)]) {
  documents.push(await writeDocBlocks(fileURLToPath(new URL(path, ROOT)), FOLDER));
}

test('every TypeScript block compiles under the settings of this package', (t) => {
  const config = ts.readConfigFile(fileURLToPath(new URL('tsconfig.base.json', ROOT)), (path) =>
    ts.sys.readFile(path),
  ).config as { compilerOptions: Record<string, unknown> };
  const { options } = ts.convertCompilerOptionsFromJson(
    { ...config.compilerOptions, composite: false, isolatedDeclarations: false, noEmit: true },
    fileURLToPath(ROOT),
  );
  const programs = documents.flatMap((document) => document.programs);
  t.ok(programs.length > 10, `${programs.length} programs`);
  const program = ts.createProgram(programs, options);
  for (const { file, start = 0, messageText } of ts.getPreEmitDiagnostics(program)) {
    const line = file === undefined ? 0 : file.getLineAndCharacterOfPosition(start).line + 1;
    t.fail(`${file?.fileName ?? ''}:${line}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
  }
  t.end();
});

let recorded = '';
for (const { title, projects, tests, folder } of documents) {
  for (const path of projects) {
    test(`${title}: ${path.slice(folder.length + 1)} runs`, async (t) => {
      const isReplay = (await readFile(path, 'utf8')).includes('use = "replay"');
      const overrides: LoadProjectOptions['overrides'] = isReplay
        ? [{ key: 'recording.recording', value: recorded }]
        : [];
      const project = await loadProject(path, { overrides });
      const report = await runProject(project, { outFolder: `${folder}/recordings`, durationMsec: RUN_MSEC });
      t.strictSame(report.reasons, []);
      t.strictSame(report.errors, []);
      for (const port of report.ports) {
        if (port.direction === 'input') t.ok(port.read > 0, `${port.module}:${port.id} got items`);
      }
      if (title === 'record') recorded = report.outFolder ?? '';
    });
  }
  for (const path of tests) {
    test(`${title}: ${path.slice(folder.length + 1)} passes`, async (t) => {
      const { outputText } = ts.transpileModule(await readFile(path, 'utf8'), {
        compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 },
      });
      const script = path.replace(/\.ts$/, '.mjs');
      await writeFile(script, outputText);
      await t.resolves(
        promisify(execFile)(process.execPath, [script], { env: { PATH: process.env['PATH'] } }),
      );
    });
  }
}
