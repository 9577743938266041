/** This package without its addon, as it is where neither Rust nor a prebuilt package is. */
import { spawnSync } from 'node:child_process';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type Test } from 'tap';

const PACKAGE = new URL('../../../../', import.meta.url);

/** A copy of the package as it is published. */
function copyPackage(t: Test): string {
  const home = t.testdir();
  for (const part of ['dist', 'assets', 'package.json']) {
    cpSync(new URL(part, PACKAGE), join(home, part), { recursive: true });
  }
  return home;
}

function run(args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  return spawnSync(process.execPath, args, {
    env: { ...process.env, NODE_OPTIONS: undefined, ...environment },
    encoding: 'utf8',
  });
}

const REMEDY =
  /Cannot load the iceoryx2 addon: .*run "npm run build:native" in ".*" \(needs Rust\), or install the prebuilt/;

test('a module that Syntalos starts says what to install, and ends', (t) => {
  const home = copyPackage(t);
  const program = join(home, 'module.ts');
  writeFileSync(program, "import { initLink } from 'syntalos-mlink';\nawait initLink();\n");
  const { status, stderr } = run([join(home, 'dist/bundle/module-process.js'), program], {
    SYNTALOS_MODULE_ID: 'module_0',
  });
  t.equal(status, 1);
  t.match(stderr, REMEDY);
  t.end();
});

test('doctor and install say so, too', (t) => {
  const home = copyPackage(t);
  const main = join(home, 'dist/bundle/cli.cjs');
  const doctor = run([main, 'doctor']);
  t.equal(doctor.status, 1);
  t.match(doctor.stdout, REMEDY);
  t.match(doctor.stdout, /^Modules will not run under Syntalos: \d problem/m);
  writeFileSync(join(home, 'module.ts'), 'export {};');
  const install = run([main, 'install', join(home, 'module.ts'), '--dir', join(home, 'modules')]);
  t.equal(install.status, 0);
  t.match(install.stderr, /^warning: the module will not start yet: Cannot load the iceoryx2 addon/m);
  t.end();
});
