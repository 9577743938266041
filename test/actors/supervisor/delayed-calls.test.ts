import fc from 'fast-check';
import { test } from 'tap';
import { DelayedCalls } from '#src/actors/supervisor/delayed-calls';

/** A timer and clock that move only when told to. */
class Bench {
  nowUsec = 0;
  fired: number[] = [];
  #timer: { atUsec: number; fire: () => void } | undefined;
  readonly calls: DelayedCalls = new DelayedCalls(
    () => this.nowUsec,
    (delayMsec, fire) => {
      const timer = { atUsec: this.nowUsec + delayMsec * 1000, fire };
      this.#timer = timer;
      return () => {
        if (this.#timer === timer) this.#timer = undefined;
      };
    },
    (callId) => this.fired.push(callId),
  );

  /** Moves on in the steps of the timer, which fires up to a ms early, as Node's does. */
  run(untilUsec: number): void {
    while (this.#timer !== undefined && this.#timer.atUsec <= untilUsec) {
      const { atUsec, fire } = this.#timer;
      this.#timer = undefined;
      this.nowUsec = Math.max(this.nowUsec, atUsec - (this.nowUsec % 2 === 0 ? 400 : 0));
      if (this.nowUsec < atUsec - 400) this.nowUsec = atUsec;
      fire();
      this.nowUsec += 1;
    }
    this.nowUsec = untilUsec;
  }
}

test('calls fire at or after their time, in the order of their times, each once', (t) => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 50_000 }), { maxLength: 60 }), (dues) => {
      const bench = new Bench();
      dues.forEach((due, callId) => bench.calls.schedule(callId, due));
      const order = dues
        .map((due, callId) => ({ due, callId }))
        .sort((a, b) => a.due - b.due || a.callId - b.callId);

      bench.run(100_000);

      return JSON.stringify(bench.fired) === JSON.stringify(order.map(({ callId }) => callId));
    }),
  );
  t.end();
});

test('a call that is not yet due does not fire, and a cancelled one never does', (t) => {
  const bench = new Bench();
  bench.calls.schedule(1, 5_000);
  bench.calls.schedule(2, 6_000);
  bench.calls.schedule(3, 7_000);
  bench.calls.cancel(2);

  bench.run(5_500);
  t.same(bench.fired, [1]);
  bench.run(10_000);
  t.same(bench.fired, [1, 3]);
  t.equal(bench.calls.size, 0);
  t.end();
});

test('clear forgets everything that waits', (t) => {
  const bench = new Bench();
  bench.calls.schedule(1, 5_000);
  bench.calls.clear();
  bench.run(10_000);
  t.same(bench.fired, []);
  t.end();
});
