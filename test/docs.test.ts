/** Every TypeScript and TOML block of the documentation: compiled, checked and run. */
import { execFile } from 'node:child_process';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { extname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { test } from 'tap';
import ts from 'typescript';
import type { RunReport } from 'syntalos-mlink/host';
import { addonSources } from '#src/ipc/iceoryx2/addon/native';
import { writeDocBlocks, type DocFiles } from './support/doc-blocks.ts';
import { isWhole } from './support/whole-run.ts';

const ROOT = new URL('../../', import.meta.url);
/** Below the package, so that the documents' files find it as an installed one. */
const FOLDER = fileURLToPath(new URL('build/docs/', ROOT));

await rm(FOLDER, { recursive: true, force: true });
await mkdir(FOLDER, { recursive: true });
const names = (await readdir(new URL('docs/', ROOT))).filter((name) => name.endsWith('.md')).sort();
const documents: DocFiles[] = [];
for (const path of ['README.md', ...names.map((name) => `docs/${name}`)]) {
  documents.push(await writeDocBlocks(fileURLToPath(new URL(path, ROOT)), FOLDER));
}
const all = (kind: 'programs' | 'projects' | 'tests'): string[] => documents.flatMap((files) => files[kind]);

/** Documents that use processes run where they can, and else say what is missing. */
const hasAddon = addonSources().some(({ exists }) => exists);

/** Runs a program without the test runner's preloads, which every thread of it would load, too. */
async function runProgram(script: string, args: readonly string[] = []): Promise<string> {
  const command = ['-u', 'NODE_OPTIONS', process.execPath, script, ...args];
  const { stdout } = await promisify(execFile)('env', command, { maxBuffer: 16 * 2 ** 20 });
  return stdout;
}

// In the order of the documents: `replay` plays what `record` has recorded.
const running = runProgram(
  fileURLToPath(new URL('./support/run-doc-projects.js', import.meta.url)),
  all('projects'),
);
// Looked at below; the compiler comes first, meanwhile.
running.catch(() => undefined);

test('every TypeScript block compiles under the tsconfig that the package offers', (t) => {
  const config = ts.readConfigFile(fileURLToPath(new URL('assets/tsconfig.json', ROOT)), (path) =>
    ts.sys.readFile(path),
  ).config as { compilerOptions: Record<string, unknown> };
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, fileURLToPath(ROOT));
  t.ok(all('programs').length > 10, `${all('programs').length} programs`);
  const program = ts.createProgram(all('programs'), options);
  for (const { file, start = 0, messageText } of ts.getPreEmitDiagnostics(program)) {
    const line = file === undefined ? 0 : file.getLineAndCharacterOfPosition(start).line + 1;
    t.fail(`${file?.fileName ?? ''}:${line}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
  }
  t.end();
});

for (const path of all('tests')) {
  test(`${relative(FOLDER, path)} passes`, async (t) => {
    const { outputText } = ts.transpileModule(await readFile(path, 'utf8'), {
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 },
    });
    const script = path.replace(/\.ts$/, '.mjs');
    await writeFile(script, outputText);
    await t.resolves(runProgram(script));
  });
}

test('every project runs, without an error, and every input of it gets items', async (t) => {
  const reports = (await running).trimEnd().split('\n');
  t.equal(reports.length, all('projects').length);
  for (const [i, path] of all('projects').entries()) {
    const name = relative(FOLDER, path);
    const report = JSON.parse(reports[i] ?? '{}') as RunReport;
    if (!hasAddon && report.modules.some(({ use }) => use.startsWith('process:'))) {
      t.match(report.errors, [{ error: { code: 'ERR_SYNTALOS_MISSING_DEPENDENCY' } }], name);
      continue;
    }
    if (name.startsWith('several-machines')) {
      // Two machines have it in `test/host/machines`; here is no server.
      t.match(report.errors, [{ error: { code: 'ERR_SYNTALOS_MACHINE' } }], name);
      continue;
    }
    isWhole(t, report, name);
    for (const port of report.ports) {
      if (port.direction === 'input') t.ok(port.read > 0, `${name}: ${port.module}:${port.id}`);
    }
  }
});

test('listRecording of the guide finds tables and videos', async (t) => {
  const reports = (await running).trimEnd().split('\n');
  const path = all('programs').find((name) => name.endsWith('record/list.ts'))!;
  const script = path.replace(/\.ts$/, '.mjs');
  await writeFile(script, ts.transpile(await readFile(path, 'utf8'), { module: ts.ModuleKind.ESNext }));
  const { listRecording } = (await import(script)) as {
    listRecording: (folder: string) => Promise<string[]>;
  };
  const project = all('projects').findIndex((name) => name.endsWith('record/project.toml'));
  const { outFolder } = JSON.parse(reports[project] ?? '{}') as RunReport;
  const found = (await listRecording(outFolder!)).map((line) =>
    relative(outFolder!, line.replace(/^[^/]*/, '')),
  );
  t.strictSame(found.map((file) => extname(file)).sort(), ['.csv', '.mkv', '.txt'], found.join(', '));
});
