/** Projects whose modules are processes: where their descriptions are found, and what must be in them. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { t as suite, test } from 'tap';
import { createProject, runProject } from 'syntalos-mlink/host';

const folder = mkdtempSync(join(tmpdir(), 'mlink-process-'));
suite.teardown(() => rmSync(folder, { recursive: true, force: true }));

const GOOD = 'type = "executable"\nname = "A"\ndescription = "B"\nbinary = "run"\n';

/** Makes a module's folder with a program that can be run. */
function makeModule(path: string, fields = GOOD): void {
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'module.toml'), `[syntalos_module]\n${fields}`);
  writeFileSync(join(path, 'run'), '#!/bin/sh\n', { mode: 0o755 });
}

function programOf(use: string) {
  return createProject({ modules: [{ id: 'a', use }] }, folder).modules[0]?.program;
}

test('a module is found by its folder, by its description, and by its name among those of Syntalos', (t) => {
  const { HOME } = process.env;
  t.teardown(() => (process.env['HOME'] = HOME));
  process.env['HOME'] = join(folder, 'home');
  const installed = join(folder, 'home/.local/share/Syntalos/modules');
  makeModule(join(folder, 'own'));
  makeModule(join(installed, 'own'));
  makeModule(join(installed, 'camera-x'));
  const at = (path: string) => ({
    kind: 'process',
    path: join(path, 'module.toml'),
    binary: join(path, 'run'),
  });

  for (const use of [
    'process:own',
    'process:./own',
    'process:own/module.toml',
    `process:${join(folder, 'own')}`,
  ]) {
    t.strictSame(programOf(use), at(join(folder, 'own')), use);
  }
  t.strictSame(programOf('process:camera-x'), at(join(installed, 'camera-x')));
  t.throws(() => programOf('process:./camera-x'), {
    message: `there is no module "./camera-x"; "process:" takes a module.toml or its folder, relative to the project, or the name of a module in "${installed}"`,
  });
  t.end();
});

test('a description that lacks something is refused with file and field', (t) => {
  const path = join(folder, 'bad');
  const manifest = join(path, 'module.toml');
  for (const [fields, problem] of [
    [GOOD.replace('executable', 'library'), '"type" is "library", expected "executable"'],
    [GOOD.replace('name = "A"', ''), '"name" is undefined, expected a text'],
    [GOOD.replace('"B"', '7'), '"description" is 7, expected a text'],
    [GOOD.replace('"run"', '""'), '"binary" is "", expected a text'],
    [GOOD.replace('"run"', '"gone"'), `its program "${join(path, 'gone')}" does not exist`],
    [
      GOOD.replace('"run"', '"module.toml"'),
      `its program "${manifest}" is not executable, run "chmod +x" on it`,
    ],
  ] as const) {
    makeModule(path, fields);
    t.throws(() => programOf('process:bad'), {
      code: 'ERR_SYNTALOS_PROJECT',
      message: `modules[0].use: Cannot use module "${manifest}": ${problem}`,
    });
  }
  writeFileSync(manifest, '[x');
  t.throws(() => programOf('process:bad'), { message: /Cannot use module ".*": Invalid TOML document/ });
  writeFileSync(manifest, 'x = 1');
  t.throws(() => programOf('process:bad'), { message: /it has no \[syntalos_module\]/ });
  t.end();
});

test('without the addon a project that uses processes fails with what is missing', async (t) => {
  const arch = Object.getOwnPropertyDescriptor(process, 'arch')!;
  t.teardown(() => Object.defineProperty(process, 'arch', arch));
  Object.defineProperty(process, 'arch', { ...arch, value: 's390x' });
  makeModule(join(folder, 'lonely'));
  const project = createProject({ modules: [{ id: 'a', use: 'process:lonely' }] }, folder);
  const report = await runProject(project, { outFolder: join(folder, 'recordings') });
  t.match(report.errors, [
    {
      module: 'a',
      error: {
        code: 'ERR_SYNTALOS_MISSING_DEPENDENCY',
        message:
          /^Cannot run module "a" as a process \(process:lonely\): Cannot load the iceoryx2 addon: there is none for linux on s390x/,
      },
    },
  ]);
});
