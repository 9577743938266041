import { SignalEnvelope } from '#src/view/previews/signal-envelope';
import { test } from 'tap';

function block(firstUsec: number, stepUsec: number, rows: readonly (readonly number[])[]) {
  return {
    timestamps: BigUint64Array.from(rows, (_row, i) => BigInt(firstUsec + i * stepUsec)),
    rows: rows.length,
    cols: rows[0]?.length ?? 0,
    data: Float32Array.from(rows.flat()),
  };
}

test('where samples are no closer than points, each is shown', (t) => {
  const envelope = new SignalEnvelope([1, 0], 0.001);
  envelope.add(
    block(0, 1000, [
      [1, 10],
      [2, 20],
    ]),
  );
  envelope.add(block(2000, 1000, [[3, 30]]));
  t.strictSame(envelope.take(), {
    type: 'signal',
    times: [0, 0.001, 0.002],
    values: [
      [10, 20, 30],
      [1, 2, 3],
    ],
    channels: [1, 0],
    channelCount: 2,
    isEnvelope: false,
  });
  t.equal(envelope.take(), undefined, 'once');
  t.end();
});

test('where there are more, each step has its least and its largest value, across blocks', (t) => {
  const envelope = new SignalEnvelope([0], 0.01);
  for (let at = 0; at < 100; at += 7) {
    const rows = Array.from({ length: Math.min(7, 100 - at) }, (_, i) => [Math.sin(at + i)]);
    envelope.add(block(at * 1000, 1000, rows));
  }
  const { times = [], values = [], isEnvelope } = envelope.take() ?? {};
  t.equal(isEnvelope, true);
  t.equal(times.length, 18, 'two for each of nine steps that are over: the tenth goes on');
  for (let step = 0; step < 9; step++) {
    const of = Array.from({ length: 10 }, (_, i) => Math.fround(Math.sin(step * 10 + i)));
    t.strictSame(values[0]?.slice(2 * step, 2 * step + 2), [Math.min(...of), Math.max(...of)]);
    t.ok(Math.abs(times[2 * step]! - step / 100) < 1e-9);
  }
  t.end();
});

test('channels that are not there, and values that are no numbers, are unknown', (t) => {
  const envelope = new SignalEnvelope([0, 5], 0);
  envelope.add(block(0, 1000, [[NaN], [2]]));
  t.strictSame(envelope.take()?.values, [
    [null, 2],
    [null, null],
  ]);
  t.end();
});

test('what nobody takes does not grow without end', (t) => {
  const envelope = new SignalEnvelope([0], 0);
  for (let at = 0; at < 60_000; at += 1000) {
    envelope.add(
      block(
        at * 1000,
        1000,
        Array.from({ length: 1000 }, (_, i) => [at + i]),
      ),
    );
  }
  const taken = envelope.take();
  t.ok(taken!.times.length <= 20_000);
  t.equal(taken!.values[0]?.at(-1), 59_999, 'the newest are kept');
  t.end();
});
