/** The schema of project files says what the checks say, and the descriptions what the modules do. */
import { execFile } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { parse } from 'smol-toml';
import { test } from 'tap';
import { BUILT_IN_MODULES, createProject, parseProject, startProject } from 'syntalos-mlink/host';
import type { RegisteredPort } from 'syntalos-mlink/host';
import { MODULE_DESCRIPTIONS } from '#src/host/describe/index';
import { dataTypeName } from '#src/types/index';

const ROOT = new URL('../../../../', import.meta.url);
const schema = JSON.parse(await readFile(new URL('dist/project.schema.json', ROOT), 'utf8')) as object;
const ajv = new Ajv({ strictTypes: false });
const fits = ajv.compile(schema);

test('the schema takes every project of the examples', async (t) => {
  for (const name of await readdir(new URL('examples/', ROOT))) {
    const text = await readFile(new URL(`examples/${name}/project.toml`, ROOT), 'utf8');
    t.ok(fits(parse(text)), `${name}: ${ajv.errorsText(fits.errors)}`);
  }
});

/** A project that nothing is wrong with, and what a text of it is replaced by. */
const VALID = `
[run]
duration = "1min 30s"
subject = { id = "M-01" }
[[modules]]
id = "cam"
use = "camera-synthetic"
settings = { fps = 30 }
affinity = [0, 1]
[[modules]]
id = "monitor"
use = "monitor"
[[connections]]
from = "cam:frames"
to = "monitor:in"
`;
const FAULTS: readonly (readonly [text: string, by: string])[] = [
  ['', ''],
  ['1min 30s', '1 week'],
  ['duration =', 'durations ='],
  ['{ id = "M-01" }', '{ name = "M-01" }'],
  ['[run]', '[runs]'],
  ['id = "cam"', 'id = "my cam"'],
  ['use = "camera-synthetic"', 'use = "camera-syntetic"'],
  ['[0, 1]', '[-1]'],
  ['affinity = [0, 1]', 'niceness = 40'],
  ['affinity = [0, 1]', 'placement = "elsewhere"'],
  ['to = "monitor:in"', ''],
  ['"cam:frames"', '"cam.frames"'],
];

test('the schema refuses what the checks refuse', (t) => {
  for (const [text, by] of FAULTS) {
    const project = VALID.replace(text, by);
    let isRight = true;
    try {
      parseProject(project, 'project.toml');
    } catch {
      isRight = false;
    }
    t.equal(fits(parse(project)), isRight, `"${text}" is "${by}"`);
    t.equal(isRight, text === by, 'only the first one is right');
  }
  t.end();
});

const anyValue = fc.oneof(
  fc.integer({ min: -5, max: 70_000 }),
  fc.double({ min: -1e12, max: 1e12, noNaN: true }),
  fc.boolean(),
  fc.constantFrom('', 'F32', 'Frame', 'ffv1', 'BGR', 'end', 'max', '10s', 'ms', 'pandas-split', '/a'),
  fc.array(fc.oneof(fc.nat(70_000), fc.string({ maxLength: 3 })), { maxLength: 3 }),
  fc.array(fc.array(fc.nat(70_000), { maxLength: 3 }), { maxLength: 2 }),
);

test('no setting takes a value that the schema refuses; those with limits take none besides', (t) => {
  for (const { name, settings } of MODULE_DESCRIPTIONS) {
    for (const [key, setting] of Object.entries(settings)) {
      t.ok(setting.about && setting.schema, `${name}: ${key} says what it is for`);
      const fitsSetting = ajv.compile(setting.schema ?? {});
      if (setting.default !== undefined) t.ok(fitsSetting(setting.default), `${name}: default of ${key}`);
      const isExact = !('anyOf' in (setting.schema ?? {})) && setting.schema?.type !== 'string';
      fc.assert(
        fc.property(anyValue, (value) => {
          const taken = setting.read(value, '/') !== undefined;
          return isExact ? fitsSetting(value) === taken : !taken || fitsSetting(value);
        }),
      );
    }
  }
  t.end();
});

test('the ports that are described are those that the modules register', async (t) => {
  t.same(
    MODULE_DESCRIPTIONS.map(({ name }) => name),
    BUILT_IN_MODULES,
  );
  // A player has the ports of its recording; the others start without anything.
  const settings: Record<string, Record<string, string>> = {
    camera: { input: 'lavfi:testsrc2=size=64x48' },
    // Opened when the run is prepared, which ends it: after all ports were registered.
    'firmata-board': { port: '/dev/no-such-port' },
  };
  const started = MODULE_DESCRIPTIONS.filter(({ name }) => name !== 'replay');
  let registered: readonly RegisteredPort[] = [];
  const run = await startProject(
    createProject({
      modules: started.map(({ name }) => ({ id: name, use: name, settings: settings[name] ?? {} })),
    }),
    {
      outFolder: t.testdir(),
      durationMsec: 1,
      connect: (ports) => {
        registered = ports;
        return [];
      },
    },
  );
  await run.done;
  for (const { name, ports } of started) {
    const actual = registered.filter(({ module }) => module === name);
    t.same(
      actual.map(({ direction, port }) => `${direction} ${port}`).sort(),
      ports.map(({ direction, id }) => `${direction} ${id}`).sort(),
      name,
    );
    for (const { id, types } of ports) {
      const type = actual.find(({ port }) => port === id)?.dataType ?? '';
      t.ok(types.map(dataTypeName).includes(type), `${name}:${id} is ${type}`);
    }
  }
});

test('docs/project-file.md is what the code says', async (t) => {
  await t.resolves(
    promisify(execFile)(process.execPath, [
      fileURLToPath(new URL('scripts/project-file-docs.mjs', ROOT)),
      '--check',
    ]),
  );
});
