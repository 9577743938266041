/** Each fault gives an error that names what and where, ends the run, and leaves a readable recording. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type Test } from 'tap';
import { isSyntalosError } from 'syntalos-mlink';
import { EdlCollection } from 'syntalos-mlink/edl';
import { createProject, startProject, type RunReport } from 'syntalos-mlink/host';
import { fixture, run, temporaryFolder } from './support.ts';

const SHORT = { idleMsec: 3_000, stopMsec: 500, drainMsec: 300, overdueMsec: 200 };

/** A source that leaves the machine to the others. */
const PACED = { use: 'counter', settings: { pauseMsec: 2 } };

interface Fault {
  readonly name: string;
  readonly fault: string;
  readonly code: string;
  readonly message: RegExp;
}

const FAULTS: readonly Fault[] = [
  {
    name: 'a prepare callback that throws',
    fault: 'throw-in-prepare',
    code: 'ERR_SYNTALOS_CALLBACK',
    message: /^Callback "prepare" of module "bad" threw RangeError: no such camera$/,
  },
  {
    name: 'a prepare callback that returns false',
    fault: 'refuse-prepare',
    code: 'ERR_SYNTALOS_CALLBACK',
    message: /^Callback "prepare" of module "bad" refused the run: it returned false$/,
  },
  {
    name: 'a start callback that throws',
    fault: 'throw-in-start',
    code: 'ERR_SYNTALOS_CALLBACK',
    message: /^Callback "start" of module "bad" threw RangeError: the camera is gone$/,
  },
  {
    name: 'an error that the module raises',
    fault: 'raise-error',
    code: 'ERR_SYNTALOS_MODULE',
    message: /^the lever is stuck$/,
  },
  {
    name: 'a data callback that throws',
    fault: 'throw-in-data',
    code: 'ERR_SYNTALOS_CALLBACK',
    message: /^Callback "onData of in" of module "bad" threw RangeError: cannot use 10$/,
  },
  {
    name: 'an item of the wrong type',
    fault: 'wrong-item',
    code: 'ERR_SYNTALOS_CALLBACK',
    message: /^Callback "onData of in" of module "bad" threw SyntalosError: Cannot encode a TableRow/,
  },
  {
    name: 'a data callback that never returns',
    fault: 'never-return',
    code: 'ERR_SYNTALOS_CALLBACK_OVERDUE',
    message: /^Callback "onData of in" of module "bad" did not return within 500 ms of "stop"/,
  },
  {
    name: "a module's thread that exits",
    fault: 'exit',
    code: 'ERR_SYNTALOS_ACTOR_CRASHED',
    message: /module "bad"|Module "bad"/,
  },
  {
    name: 'an exception that nobody catches',
    fault: 'unhandled',
    code: 'ERR_SYNTALOS_ACTOR_CRASHED',
    message: /^Module "bad" \(.*faulty\.js\) failed: nobody catches this$/,
  },
  {
    name: 'a stop callback that throws',
    fault: 'throw-in-stop',
    code: 'ERR_SYNTALOS_CALLBACK',
    message: /^Callback "stop" of module "bad" threw RangeError: the file is gone$/,
  },
];

for (const { name, fault, code, message } of FAULTS) {
  test(`${name} ends the run with an error that names it, and the rest is saved`, async (t) => {
    const report = await run(
      { source: PACED, good: 'checker', bad: { use: 'faulty', settings: { fault } } },
      [
        ['source:out', 'good:in'],
        ['source:out', 'bad:in'],
      ],
      {
        outFolder: temporaryFolder(t),
        durationMsec: 500,
        // Only who hangs is to meet its limit.
        limits: fault === 'never-return' ? SHORT : { ...SHORT, stopMsec: 10_000 },
      },
    );

    t.equal(report.verdict, 'INCOMPLETE');
    const error = report.errors.find((entry) => entry.module === 'bad')?.error;
    t.equal(error?.code, code);
    t.match(error?.message ?? '', message);
    t.equal(report.errors.length, 1, report.errors.map((entry) => entry.error.message).join('; '));
    await isReadable(t, report);
    if (fault !== 'throw-in-prepare' && fault !== 'refuse-prepare') {
      const good = report.modules.find(({ id }) => id === 'good');
      t.match(good?.state, 'idle', 'the other modules end as ever');
      t.match(good?.figures, { gaps: { value: 0 } });
    }
  });
}

test('a module that refuses its settings is not run, and says which', async (t) => {
  const report = await run({ bad: { use: 'faulty', settings: { fault: 'refuse-settings' } } }, [], {
    outFolder: temporaryFolder(t),
    durationMsec: 100,
  });
  t.match(report.errors[0]?.error.message, /Module "bad" refused to load its settings/);
  await isReadable(t, report);
});

test('a callback that is overdue is reported while the run goes on', async (t) => {
  const report = await run(
    { source: PACED, bad: { use: 'faulty', settings: { fault: 'never-return' } } },
    [['source:out', 'bad:in']],
    { outFolder: temporaryFolder(t), durationMsec: 600, limits: SHORT },
  );
  const bad = report.modules.find(({ id }) => id === 'bad');
  // A busy machine may take as long to load it, which is said, too.
  const texts = bad?.warnings.map(({ text }) => text).filter((text) => !text.includes('finished loading'));
  t.match(texts?.[0], /^Callback "onData of in" of module "bad" has not returned for \d+ ms: /);
});

test('a module that never becomes ready, or ends before it, is named with the remedy', async (t) => {
  const late = await run({ late: 'never-idle' }, [], {
    outFolder: temporaryFolder(t),
    limits: { idleMsec: 500, overdueMsec: 200 },
  });
  t.match(late.modules[0]?.warnings, [
    {
      text: /^Module "late" has not finished loading for 200 ms: .*never-idle\S*, since \S+; it is given up at \S+, after 500 ms \("idle" in \[run\.limits\]\), and the run does not start$/,
    },
  ]);
  t.equal(late.errors.length, 1, 'and nothing that follows from it');
  t.match(late.errors[0]?.error, { code: 'ERR_SYNTALOS_TIMEOUT', message: /"late".*awaitDataForever/ });

  const early = await run({ early: 'ends-early' }, [], { outFolder: temporaryFolder(t) });
  t.match(early.errors[0]?.error, {
    code: 'ERR_SYNTALOS_ACTOR_CRASHED',
    message: /"early" ended.*awaitDataForever/,
  });
});

test('connections to ports that do not exist or do not fit are refused with both ends named', async (t) => {
  const outFolder = temporaryFolder(t);
  const settings = { fault: '' };
  const cases = [
    {
      to: 'bad:nothing',
      message:
        /source:out to bad:nothing: module "bad" has no input port "nothing", it has the input ports in/,
    },
    { from: 'source:nothing', to: 'bad:in', message: /module "source" has no output port "nothing"/ },
    {
      from: 'other:rows',
      to: 'bad:in',
      message: /other:rows to bad:in: TableRow does not convert to LineReading/,
    },
  ];
  for (const { from = 'source:out', to, message } of cases) {
    const report = await run(
      { source: PACED, other: { use: 'faulty', settings }, bad: { use: 'faulty', settings } },
      [[from, to]],
      { outFolder },
    );
    t.match(report.errors[0]?.error.message, message);
    t.equal(report.verdict, 'INCOMPLETE');
  }
});

test('an output folder that cannot be written is an error that names it, before anything runs', async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, 'not-a-folder');
  writeFileSync(file, '');
  const project = createProject({ modules: [{ id: 'a', use: fixture('checker') }] });
  const error: unknown = await startProject(project, { outFolder: file }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  t.ok(isSyntalosError(error, 'ERR_SYNTALOS_STORAGE'), String(error));
  t.match(String(error), /not-a-folder/);
});

test('a run that is killed ends at once and says so', async (t) => {
  const project = createProject({
    modules: [
      { id: 'source', use: fixture('counter') },
      { id: 'a', use: fixture('checker') },
    ],
    connections: [{ from: 'source:out', to: 'a:in' }],
  });
  const going = await startProject(project, { outFolder: temporaryFolder(t) });
  while (going.progress().phase !== 'running') await new Promise((resolve) => setTimeout(resolve, 10));
  going.kill();
  const report = await going.done;
  t.ok(report.killed);
  t.equal(report.verdict, 'INCOMPLETE');
});

async function isReadable(t: Test, report: RunReport): Promise<void> {
  t.ok(existsSync(join(report.outFolder ?? '', 'manifest.toml')));
  const recording = await EdlCollection.open(report.outFolder ?? '');
  t.equal(recording.attributes['success'], false, 'the recording says that it is not complete');
}
