import { test } from 'tap';
import { EdlCollection } from 'syntalos-mlink/edl';
import { isWhole } from '../../support/whole-run.ts';
import { run, temporaryFolder } from './support.ts';

test('a source that ends is drained to the last item, by every consumer, and the run is complete', async (t) => {
  const outFolder = temporaryFolder(t);
  const count = 30_000;
  const report = await run(
    { source: { use: 'counter', settings: { count } }, a: 'checker', b: 'checker' },
    [
      ['source:out', 'a:in'],
      ['source:out', 'b:in'],
    ],
    { outFolder },
  );

  t.equal(report.verdict, 'COMPLETE', report.reasons.join('; '));
  t.equal(report.stopReason, 'its sources have nothing more to give');
  for (const id of ['a', 'b']) {
    const figures = report.modules.find((module) => module.id === id)?.figures;
    t.same(figures, { count: { value: count }, gaps: { value: 0 }, first: { value: 0 } }, id);
  }
  const read = report.ports.filter(({ direction }) => direction === 'input');
  t.same(
    read.map((port) => port.direction === 'input' && [port.read, port.unread, port.source]),
    [
      [count, 0, 'source:out'],
      [count, 0, 'source:out'],
    ],
  );
  t.same(
    report.modules.map(({ state }) => state),
    ['idle', 'idle', 'idle'],
  );
});

test('the recording of a run opens as a collection with what the host knows of the run', async (t) => {
  const outFolder = temporaryFolder(t);
  const report = await run(
    { source: { use: 'counter', settings: { count: 10 } }, a: 'checker' },
    [['source:out', 'a:in']],
    { outFolder },
  );

  const recording = await EdlCollection.open(report.outFolder ?? '');
  t.equal(recording.collectionId, report.runUuid);
  t.match(recording.attributes, { success: true, modules: [{ name: 'source' }, { name: 'a' }] });
  t.same(
    recording.datasets.map(({ name }) => name),
    ['a'],
  );
  t.match(recording.datasets[0]?.attributes, { prepared: true });
});

test('a run ends when its time is over, and a producer at full speed is stopped cleanly', async (t) => {
  const report = await run({ source: 'counter', a: 'checker' }, [['source:out', 'a:in']], {
    outFolder: temporaryFolder(t),
    durationMsec: 300,
  });
  isWhole(t, report);
  t.match(report.stopReason, /duration of 0.3 s/);
  t.ok(report.durationMsec >= 300);
});

test('a consumer that computes 50 ms per item starts and stops cleanly under an unthrottled producer', async (t) => {
  const report = await run({ source: 'counter', a: 'slow-checker' }, [['source:out', 'a:in']], {
    outFolder: temporaryFolder(t),
    durationMsec: 500,
    limits: { drainMsec: 200 },
  });

  t.same(report.errors, []);
  t.same(
    report.modules.map(({ state }) => state),
    ['idle', 'idle'],
  );
  const [output, input] = report.ports;
  t.equal(
    input?.direction === 'input' && output?.direction === 'output' && input.read + input.unread,
    output?.direction === 'output' && output.written,
    'every item is accounted for',
  );
  t.equal(report.verdict, 'INCOMPLETE', 'what the limit left unread is said');
  t.match(report.reasons.join(), /a:in left [\d ,]+ items unread/);
});

test('metadata that a source without asynchronous start sets in onStart reaches consumers before they start', async (t) => {
  const report = await run(
    { reader: 'metadata-reader', source: 'late-metadata' },
    [['source:out', 'reader:in']],
    {
      outFolder: temporaryFolder(t),
      durationMsec: 20,
    },
  );
  t.strictSame(report.errors, []);
  t.strictSame(report.modules[0]?.figures, { atStart: { value: '{"device":"found"}' } });
});
