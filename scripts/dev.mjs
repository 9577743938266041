// `npm run dev`: types, bundle and the touched tests, anew after each change of a source.
//
// The compiler watches; once it finds no error, what it compiled is bundled, and the tests run that the changed files
// touch: see `touchedTests`. A change that comes while tests run ends them and begins again.
import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { ROOT, testFiles, touchedTests } from './tests/test-files.mjs';

const WATCHED = ['src', 'test', 'bench', 'examples'];
const COMPILED = /Found (\d+) errors?\. Watching for file changes\./;

/** Sources that changed since the tests last ran to their end. */
const changed = new Set();
let running;

for (const folder of WATCHED) {
  watch(join(ROOT, folder), { recursive: true }, (_event, file) => {
    if (file?.endsWith('.ts')) changed.add(join(folder, file));
  });
}

const compiler = spawn(
  process.execPath,
  [join(ROOT, 'node_modules/typescript/bin/tsc'), '-b', '--watch', '--preserveWatchOutput', '--pretty'],
  { cwd: ROOT, stdio: ['inherit', 'pipe', 'inherit'] },
);
compiler.stdout.setEncoding('utf8').on('data', (text) => {
  process.stdout.write(text);
  const errors = COMPILED.exec(stripVTControlCharacters(text))?.[1];
  if (errors === '0') void bundleAndTest();
});
compiler.on('exit', (code) => process.exit(code ?? 1));

async function bundleAndTest() {
  running?.kill();
  if ((await run('scripts/bundle.mjs')) !== 0) return;
  const files = [...changed];
  const tests = files.length === 0 ? [] : touchedTests(files, testFiles('plain'));
  if (tests.length === 0) {
    say(
      files.length === 0
        ? 'Bundled. Change a file, and the tests that it touches run'
        : 'Bundled; no test is touched',
    );
    return;
  }
  say(`${files.join(', ')}: ${tests.length} test files`);
  const code = await run(
    'scripts/test.mjs',
    tests.map((file) => join('test', file.replace(/\.js$/, '.ts'))),
  );
  if (code === 0) for (const file of files) changed.delete(file);
}

/** Runs a script of ours to its end; the next change may end it early. */
function run(script, args = []) {
  const child = spawn(process.execPath, [join(ROOT, script), ...args], { cwd: ROOT, stdio: 'inherit' });
  running = child;
  return new Promise((resolve) => child.on('close', resolve));
}

function say(text) {
  process.stdout.write(`\n${text}\n`);
}
