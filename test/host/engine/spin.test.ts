/** Ports that look for items all the time, where the machine has a core for that. */
import { availableParallelism } from 'node:os';
import { test } from 'tap';
import { DataType } from 'syntalos-mlink';
import { runModule } from 'syntalos-mlink/testing';
import type { RunReport } from 'syntalos-mlink/host';
import { run, temporaryFolder } from './support.ts';

/** Twenty readings a second for half a second, to a port that waits so. */
function spin(outFolder: string, waiting: string): Promise<RunReport> {
  return run(
    {
      source: { use: 'counter', settings: { pauseMsec: 50 } },
      sink: { use: 'spinner', settings: { waiting } },
    },
    [['source:out', 'sink:in']],
    { outFolder, durationMsec: 500 },
  );
}

function figureOf(report: RunReport, name: string): number {
  return Number(report.modules.find(({ id }) => id === 'sink')?.figures[name]?.value);
}

function warningsOf(report: RunReport): RunReport['warnings'] {
  return report.modules.flatMap(({ warnings }) => warnings);
}

test('a port that spins gets every item, keeps its thread awake, and lets its timers run', async (t) => {
  process.env['SYNTALOS_MLINK_SPIN'] = '1';
  t.teardown(() => delete process.env['SYNTALOS_MLINK_SPIN']);
  const report = await spin(temporaryFolder(t), 'spin');
  t.equal(report.verdict, 'COMPLETE', report.reasons.join('; '));
  t.strictSame(warningsOf(report), []);
  t.ok(figureOf(report, 'received') > 1);
  t.ok(figureOf(report, 'ticks') > 1, 'other code of the thread has its turns');
  t.ok(figureOf(report, 'utilization') > 0.5, `busy for ${figureOf(report, 'utilization')} of the run`);
  const input = report.ports.find((port) => port.direction === 'input');
  t.ok((input?.stalls.longestMsec ?? 0) > 10, 'the pauses between items are counted');
});

test('a port that waits for events leaves its thread asleep', async (t) => {
  const report = await spin(temporaryFolder(t), 'event');
  t.equal(report.verdict, 'COMPLETE', report.reasons.join('; '));
  t.ok(figureOf(report, 'utilization') < 0.5, `busy for ${figureOf(report, 'utilization')} of the run`);
});

test('a machine without a core to spare is not spun on: the port waits for events, and the run says why', async (t) => {
  const report = await spin(temporaryFolder(t), 'spin');
  t.equal(report.verdict, 'COMPLETE', report.reasons.join('; '));
  const expected =
    availableParallelism() > 2
      ? []
      : [
          /^Port "in" waits for events and does not spin: this machine has \d cores?, which others need; SYNTALOS_MLINK_SPIN=1/,
        ];
  const texts = warningsOf(report).map(({ text }) => text);
  t.match(texts, expected);
  t.equal(texts.length, expected.length);
});

test('another way to wait is refused with both that there are', async (t) => {
  const { errors } = await runModule(async (link) => {
    await link.registerInputPort('in', 'Readings', DataType.LineReading, { waiting: 'poll' as never });
  });
  t.match(errors, [
    {
      code: 'ERR_SYNTALOS_PORT',
      message: 'Cannot register input port "in": waiting is "poll", expected "event" or "spin"',
    },
  ]);
});
