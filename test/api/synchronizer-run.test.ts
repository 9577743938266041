import { fileURLToPath } from 'node:url';
import { test, type Test } from 'tap';
import { EdlCollection, type EdlDataset } from 'syntalos-mlink/edl';
import { createProject, startProject, type LogLine, type RunReport } from 'syntalos-mlink/host';
import { TsyncReader, timesToNumbers } from 'syntalos-mlink/timing';
import { isWhole } from '../support/whole-run.ts';

interface Outcome {
  readonly report: RunReport;
  readonly log: readonly LogLine[];
  readonly dataset: EdlDataset | undefined;
}

/** Runs the fixture; the run is stopped at the first line of the log that `stopAt` matches. */
async function run(t: Test, then: string, stopAt?: RegExp): Promise<Outcome> {
  const program = fileURLToPath(new URL('./fixtures/synchronized.js', import.meta.url));
  const project = createProject({
    modules: [{ id: 'cam', use: program, settings: { then } }],
    connections: [],
  });
  const log: LogLine[] = [];
  const started = await startProject(project, {
    outFolder: t.testdir(),
    // Far longer than any of it takes.
    durationMsec: 60_000,
    onLog: (line) => {
      log.push(line);
      if (stopAt?.test(line.text) === true) started.stop('the test saw it');
    },
  });
  const report = await started.done;
  const recording = await EdlCollection.open(report.outFolder ?? '');
  return { report, log, dataset: recording.datasets[0] };
}

async function pointsOf(dataset: EdlDataset | undefined): Promise<number[][]> {
  const file = dataset?.auxFiles[0]?.parts[0];
  const { time1, time2, warnings } = (await TsyncReader.open(file?.path ?? '')).readAll();
  if (warnings.length > 0) throw new Error('the file is damaged');
  const master = timesToNumbers(time2);
  return Array.from(timesToNumbers(time1), (device, i) => [device, master[i]!]);
}

test('a run with synchronizers: reported, logged, and their tsync file is complete and registered', async (t) => {
  const { report, log, dataset } = await run(t, '', /off the expected offset/);
  isWhole(t, report);
  const [module] = report.modules;
  t.match(module?.synchronizers, [
    {
      id: 'cam',
      calibrated: true,
      lastOffsetUsec: 0,
      offsetReports: 1,
      toleranceUsec: 5000,
      strategies: ['SHIFT_TIMESTAMPS_FWD', 'SHIFT_TIMESTAMPS_BWD', 'WRITE_TSYNCFILE'],
    },
    { id: 'counter', calibrated: false, offsetReports: 0, toleranceUsec: 1000 },
  ]);
  t.match(module?.figures, {
    'outside a run': { value: 'ERR_SYNTALOS_INVALID_STATE' },
    'same id': { value: 'ERR_SYNTALOS_SYNC' },
    bad: { value: 'ERR_SYNTALOS_INVALID_ARGUMENT' },
  });
  // On a machine that is busy there may be others, of callbacks that take long.
  t.ok(module?.warnings.some(({ text }) => /tolerance.*calibrated already.*"cam"/.test(text)));
  t.ok(log.some(({ text, module: id }) => id === 'cam' && text.includes('"cam": tolerance 5,000 µs')));

  t.match(dataset?.auxFiles, [{ parts: [{ fileName: 'times.tsync' }] }]);
  t.same(await pointsOf(dataset), [
    [0, 30],
    [2_000_000, 2_000_030], // the pair that onStop gave: it ends after that
  ]);
  const { header } = await TsyncReader.open(dataset?.auxFiles[0]?.parts[0]?.path ?? '');
  t.match(header, { moduleName: 'cam', collectionId: report.runUuid });
});

test("a synchronizer's reports reach the host while the module's thread is busy", async (t) => {
  // The module spins until it sees the stop that the report brings about.
  const { report } = await run(t, 'spin', /off the expected offset/);
  t.equal(report.stopReason, 'the test saw it');
  isWhole(t, report);
});

test('a module that throws still leaves a complete tsync file', async (t) => {
  const { report, dataset } = await run(t, 'throw');
  t.equal(report.verdict, 'INCOMPLETE');
  t.same((await pointsOf(dataset)).at(-1), [2_000_000, 2_000_030]);
});

test('a module whose thread dies leaves a complete tsync file', async (t) => {
  const { report, dataset } = await run(t, 'die');
  t.equal(report.verdict, 'INCOMPLETE');
  t.same((await pointsOf(dataset)).at(-1), [1_990_000, 1_990_030]);
});
