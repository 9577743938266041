/** Whatever a module throws, and wherever: the run ends with an error that says so, and the host lives. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'tap';
import { EdlCollection } from 'syntalos-mlink/edl';
import { run, temporaryFolder } from './support.ts';

const MODES = [
  ['own cause', /poison own cause/],
  ['getter', /failed|threw/],
  ['function', /poison function/],
  ['bigint', /poison bigint/],
  ['own details', /poison own details/],
  ['objects', /poison objects/],
  ['deep', /poison deep/],
  ['symbol name', /poison symbol name/],
  ['message object', /failed|threw/],
  ['stack number', /poison stack number/],
  ['huge', /poison huge/],
  ['proxy', /cannot be read/],
  ['text', /poison text/],
  ['symbol', /poison symbol/],
  ['nothing', /undefined/],
] as const;

/** Of each place, what can go wrong there by itself; of a rejection, all: it once ended the host. */
const PLACES: Readonly<Record<string, readonly string[]>> = {
  rejection: MODES.map(([mode]) => mode),
  timer: ['own cause', 'proxy', 'text'],
  data: ['function', 'own cause', 'getter', 'proxy', 'deep'],
  delivery: ['function', 'nothing'],
  stop: ['function', 'own details', 'nothing'],
  prepare: ['function', 'objects', 'nothing'],
};

for (const [where, modes] of Object.entries(PLACES)) {
  for (const [mode, message] of MODES.filter(([name]) => modes.includes(name))) {
    test(`"${mode}" thrown at ${where} is an error of its module, and the rest is saved`, async (t) => {
      const report = await run(
        {
          source: { use: 'counter', settings: { pauseMsec: 5 } },
          bad: { use: 'poison', settings: { mode, where } },
        },
        [['source:out', 'bad:in']],
        { outFolder: temporaryFolder(t), durationMsec: where === 'stop' ? 50 : 5_000 },
      );
      t.equal(report.verdict, 'INCOMPLETE');
      t.equal(report.errors.length, 1, report.errors.map(({ error }) => error.message).join('; '));
      t.match(report.errors[0], { module: 'bad', error: { message } });
      t.ok(JSON.stringify(report).length < 200_000, 'a report can be stored');
      if (where !== 'stop') t.ok(report.durationMsec < 4_000, 'it ends the run');
      const recording = await EdlCollection.open(report.outFolder ?? '');
      t.equal(recording.attributes['success'], false);
    });
  }
}

test('an error of a timer says where in the file of the user, without frames of this package', async (t) => {
  const lines: string[] = [];
  await run(
    { source: 'counter', bad: { use: 'poison', settings: { mode: '', where: 'timer' } } },
    [['source:out', 'bad:in']],
    { outFolder: temporaryFolder(t), onLog: ({ text }) => lines.push(text) },
  );
  const log = lines.join('\n');
  t.match(log, /Error: poison .*\n\s+at .*boom( \[.*\])? \(.*poison\.[tj]s:\d+/);
  t.notMatch(log, /dist\/bundle|\/src\/|node:internal/);
});

test('the report of an error is a file that can be read', async (t) => {
  const folder = temporaryFolder(t);
  const report = await run(
    { source: 'counter', bad: { use: 'poison', settings: { mode: 'bigint', where: 'rejection' } } },
    [['source:out', 'bad:in']],
    { outFolder: folder },
  );
  t.ok(readFileSync(join(report.outFolder ?? '', 'manifest.toml'), 'utf8').length > 0);
  t.match(JSON.parse(JSON.stringify(report)), { errors: [{ error: { cause: { details: { n: '10n' } } } }] });
});
