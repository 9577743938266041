import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { t as suite, test } from 'tap';
import { isSyntalosError } from '#src/errors';
import {
  createProject,
  loadProject,
  parseOverride,
  parseProject,
  type Project,
} from '#src/host/project/index';

const folder = mkdtempSync(join(tmpdir(), 'mlink-project-'));
writeFileSync(join(folder, 'tracker.ts'), '');
mkdirSync(join(folder, 'external'));
const MANIFEST = '[syntalos_module]\ntype = "executable"\nname = "A"\ndescription = "B"\nbinary = "run"\n';
writeFileSync(join(folder, 'external', 'module.toml'), MANIFEST);
writeFileSync(join(folder, 'external', 'run'), '', { mode: 0o755 });
suite.teardown(() => rmSync(folder, { recursive: true, force: true }));

const file = join(folder, 'project.toml');

function parse(text: string, sets: readonly string[] = []): Project {
  return parseProject(text, file, { workingFolder: folder, overrides: sets.map(parseOverride) });
}

/** The lines of the error that a project gives, without the first, which only counts them. */
function problemsOf(text: string, sets: readonly string[] = []): string[] {
  try {
    parse(text, sets);
  } catch (error) {
    if (isSyntalosError(error, 'ERR_SYNTALOS_PROJECT')) return error.message.split('\n').slice(1);
    throw error;
  }
  return [];
}

const GOOD = `
[run]
duration = "1min 30s"
subject = { id = "m1", group = "control" }
experiment = "tracking"

[[modules]]
id = "cam"
use = "camera-synthetic"
name = "Camera"
settings = { width = 640, roi = { x = 1 } }
niceness = -5
affinity = [0, 1]

[[modules]]
id = "tracker"
use = "./tracker.ts"
placement = "shared-thread"

[[modules]]
id = "ext"
use = "process:external"

[[connections]]
from = "cam:frames"
to = "tracker:frames"
`;

test('a project file becomes plain data with absolute paths and milliseconds', (t) => {
  const project = parse(GOOD);

  t.strictSame(structuredClone(project), project);
  t.match(project, {
    file,
    folder,
    run: {
      durationMsec: 90_000,
      out: 'recordings',
      subject: { id: 'm1', group: 'control' },
      experiment: 'tracking',
    },
    modules: [
      {
        id: 'cam',
        name: 'Camera',
        program: { kind: 'built-in', name: 'camera-synthetic' },
        settings: { width: 640, roi: { x: 1 } },
        settingFolders: { width: folder, roi: folder },
        niceness: -5,
        affinity: [0, 1],
      },
      {
        id: 'tracker',
        name: 'tracker',
        program: { kind: 'file', path: join(folder, 'tracker.ts') },
        placement: 'shared-thread',
      },
      {
        id: 'ext',
        program: {
          kind: 'process',
          path: join(folder, 'external', 'module.toml'),
          binary: join(folder, 'external', 'run'),
        },
      },
    ],
    connections: [{ from: { module: 'cam', port: 'frames' }, to: { module: 'tracker', port: 'frames' } }],
  });
  t.end();
});

test('every problem of a project is told at once, each with file, line and key', (t) => {
  const text = `
[run]
duration = 10
outt = "x"
[[modules]]
id = "cam"
use = "camera-sythetic"
niceness = 20
[[modules]]
id = "cam"
use = "./missing.ts"
affinity = ["0"]
[[modules]]
id = "run"
use = "tracker.ts"
placement = "anywhere"
[[modules]]
use = "process:nowhere"
settings.when = 2024-01-01
[[connections]]
from = "cma:frames"
to = "cam"
[[conections]]
`;
  const missing = join(folder, 'missing.ts');
  t.strictSame(problemsOf(text), [
    'project.toml:23: conections: unknown key, did you mean "connections"?',
    'project.toml:4: run.outt: unknown key, did you mean "out"?',
    'project.toml:3: run.duration: is 10, must be a time with its unit (ms, s, min or h), such as "10s" or "1min 30s"',
    'project.toml:7: modules[0].use: there is no built-in module "camera-sythetic", did you mean "camera-synthetic"?',
    'project.toml:8: modules[0].niceness: is 20, must be a whole number from -20 to 19',
    'project.toml:10: modules[1].id: "cam" is the id of another module already (project.toml:6)',
    `project.toml:11: modules[1].use: there is no file "${missing}"`,
    'project.toml:12: modules[1].affinity: is a list, must be a list of CPU numbers from 0 to 8191, such as [0, 1]',
    'project.toml:14: modules[2].id: "run" is reserved for "--set run.…"',
    'project.toml:15: modules[2].use: there is no built-in module "tracker.ts", for a file beside the project write "./tracker.ts"',
    'project.toml:16: modules[2].placement: is "anywhere", must be one of "own-threads" and "shared-thread"',
    'project.toml:17: modules[3].id: is missing',
    `project.toml:18: modules[3].use: there is no module "nowhere"; "process:" takes a module.toml or its folder, relative to the project, or the name of a module in "${join(homedir(), '.local/share/Syntalos/modules')}"`,
    'project.toml:19: modules[3].settings.when: is a date, must be text: put it in quotes',
    'project.toml:21: connections[0].from: there is no module "cma", did you mean "cam"?',
    'project.toml:22: connections[0].to: is "cam", must be <module>:<port>, such as "cam:frames"',
  ]);
  t.end();
});

test('an input that two connections write to is refused with the place of the first', (t) => {
  const second = '[[connections]]\nfrom = "ext:frames"\nto = "tracker:frames"\n';
  t.strictSame(problemsOf(GOOD + second), [
    'project.toml:29: connections[1].to: input "tracker:frames" gets its items from "cam:frames" already (project.toml:26), an input takes one connection',
  ]);
  t.end();
});

test('text that is no TOML is told with its line', (t) => {
  t.strictSame(problemsOf('[run]\nout = "x'), ['project.toml:2: Unterminated string constant']);
  t.strictSame(problemsOf('[run]\n[__proto__]\nx = 1'), [
    'project.toml:2: The key "__proto__" is not allowed',
  ]);
  t.strictSame(problemsOf('n = 99999999999999999'), [
    'project.toml:1: The number 99999999999999999 is beyond 2^53',
  ]);
  t.equal(({} as Record<string, unknown>)['x'], undefined);
  t.end();
});

test('a project without modules says how to add one', (t) => {
  t.strictSame(problemsOf(''), ['the project has no module, add one: [[modules]] with id and use']);
  t.end();
});

test('lines of values in dotted keys, inline tables and lists over several lines are their own', (t) => {
  const text = `
[[modules]]
id = "cam"
use = "camera-synthetic"
settings.a.b = [
  1,
  { c = 1,
    d = 2024-01-01 },
]
`;
  t.strictSame(problemsOf(text), [
    'project.toml:8: modules[0].settings.a.b[1].d: is a date, must be text: put it in quotes',
  ]);
  t.end();
});

test('overrides are TOML values where they can be and text where not, and keep their own base folder', (t) => {
  const elsewhere = tmpdir();
  const project = parseProject(GOOD, file, {
    workingFolder: elsewhere,
    overrides: [
      'cam.width=320',
      'cam.roi.y=[1, 2]',
      'tracker.recording=../data/blink1',
      'tracker.quoted="5"',
      'tracker.date=2024-01-01',
      'tracker.injected=1\nevil=2',
      'run.duration=5s',
      'run.subject.id=m2',
    ].map(parseOverride),
  });

  const [cam, tracker] = project.modules;
  t.strictSame(cam?.settings, { width: 320, roi: { x: 1, y: [1, 2] } });
  t.strictSame(cam?.settingFolders, { width: elsewhere, roi: folder });
  t.strictSame(tracker?.settings, {
    recording: '../data/blink1',
    quoted: '5',
    date: '2024-01-01',
    injected: '1\nevil=2',
  });
  t.equal(tracker?.settingFolders['recording'], elsewhere);
  t.match(project.run, { durationMsec: 5000, subject: { id: 'm2', group: 'control' } });
  t.end();
});

test('a wrong override is told by its own name', (t) => {
  t.strictSame(problemsOf(GOOD, ['camm.width=3', 'nothing.x=1', 'run.duration=soon', 'cam.width.x=1']), [
    '--set camm.width: there is no module "camm", did you mean "cam"?',
    '--set nothing.x: there is no module "nothing", the project has "cam", "tracker" and "ext"',
    '--set cam.width.x: "width" is 640, not a table',
    '--set run.duration: run.duration: is "soon", must be a time with its unit (ms, s, min or h), such as "10s" or "1min 30s"',
  ]);
  for (const argument of ['cam', 'cam=3', '=3', 'cam.=1', '.x=1']) {
    t.throws(() => parseOverride(argument), { code: 'ERR_SYNTALOS_INVALID_ARGUMENT' }, argument);
  }
  t.end();
});

test('a project file is found by its folder, and a missing one is named', async (t) => {
  writeFileSync(file, GOOD);

  t.equal((await loadProject(folder)).file, file);
  await t.rejects(loadProject(join(folder, 'nope.toml')), {
    code: 'ERR_SYNTALOS_PROJECT',
    message: /^Cannot read project ".*nope.toml": ENOENT/,
  });
});

test('a project made in memory has the same checks', (t) => {
  const project = createProject(
    {
      name: 'replay',
      modules: [{ id: 'source', use: 'replay', settings: { recording: 'x' } }],
    },
    folder,
  );
  t.match(project, { name: 'replay', folder, modules: [{ settingFolders: { recording: folder } }] });
  t.notOk('file' in project);

  t.throws(() => createProject({ modules: [{ id: 'a b', use: 'replay' }], connections: [] }), {
    code: 'ERR_SYNTALOS_PROJECT',
    message:
      'Cannot use project "project": 1 problem\nmodules[0].id: is "a b", must be 1 to 64 of: letters, digits, "_" and "-"',
  });
  const wrong = { id: 'a', use: 'replay', settings: { f: () => 1, n: null } } as unknown as {
    id: string;
    use: string;
  };
  t.throws(() => createProject({ modules: [wrong] }), {
    message: /modules\[0\].settings.f: is a function, must be text.*\n.*settings.n: is null, must be/,
  });
  t.end();
});
