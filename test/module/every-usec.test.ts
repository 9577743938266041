import fc from 'fast-check';
import { test } from 'tap';
import type { PeriodicTick } from 'syntalos-mlink/timing';
import { PeriodicCalls, type PeriodicWorld } from '#src/module/every-usec';

const NOTHING: Disposable = { [Symbol.dispose]: () => undefined };

/** A clock that moves only when told to, and calls that come later than they are due. */
class SimulatedWorld implements PeriodicWorld {
  timeUsec: number;
  untilUsec = Infinity;
  #waiting: { readonly dueUsec: number; readonly fn: () => Promise<void> } | undefined;

  constructor(startUsec: number) {
    this.timeUsec = startUsec;
  }

  readonly nowUsec = (): number => this.timeUsec;
  readonly isRunning = (): boolean => this.timeUsec < this.untilUsec;
  readonly callAt = (dueUsec: number, fn: () => Promise<void>): Disposable => {
    const waiting = { dueUsec, fn };
    this.#waiting = waiting;
    return {
      [Symbol.dispose]: () => {
        if (this.#waiting === waiting) this.#waiting = undefined;
      },
    };
  };

  get hasWaiting(): boolean {
    return this.#waiting !== undefined;
  }

  /** Makes the call that waits, so much too late. */
  async next(lateUsec: number): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting === undefined) return;
    this.timeUsec = Math.max(this.timeUsec, waiting.dueUsec) + lateUsec;
    await waiting.fn();
  }
}

test('everyUsec: a minute at 1 kHz does not drift, whatever the lateness and the work', async (t) => {
  let state = 7;
  const random = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  const minuteUsec = 60e6;
  const world = new SimulatedWorld(1_234.5);
  let mostLate = 0;
  let isInPlace = true;
  let last: PeriodicTick | undefined;
  const calls = new PeriodicCalls(world, 1000, (tick) => {
    isInPlace &&= tick.dueUsec === Math.round(1_234.5 + tick.index * 1000);
    isInPlace &&= world.timeUsec >= tick.dueUsec && tick.index > (last?.index ?? -1);
    mostLate = Math.max(mostLate, world.timeUsec - tick.dueUsec);
    last = tick;
    world.timeUsec += random() * 900; // the work itself
  });
  world.untilUsec = world.timeUsec + minuteUsec;
  // Every thousandth call comes 5 ms late.
  while (world.hasWaiting) await world.next(random() < 0.001 ? 5_000 : random() * 90);

  t.ok(isInPlace, 'each tick is a whole number of periods after the start, and never early');
  t.equal(calls.tickCount + calls.missedCount, 60_000);
  t.ok(calls.missedCount > 200, `missed ${calls.missedCount}`);
  t.ok(mostLate < 1000, 'a tick whose time was over was skipped');
});

test('everyUsec: what was overslept is counted and skipped, never called in a bunch', async (t) => {
  const lateness = fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: 1, maxLength: 60 });
  const outcome = await fc.check(
    fc.asyncProperty(lateness, fc.double({ min: 1, max: 5000, noNaN: true }), async (late, periodUsec) => {
      const world = new SimulatedWorld(0);
      const times: number[] = [];
      const ticks: PeriodicTick[] = [];
      const calls = new PeriodicCalls(world, periodUsec, (tick) => {
        times.push(world.timeUsec);
        ticks.push(tick);
      });
      for (const lateUsec of late) await world.next(lateUsec);
      // At most one call per period, and what is missing was said.
      const slots = times.map((timeUsec) => Math.floor((timeUsec + 1) / periodUsec));
      const isSpread = new Set(slots).size >= slots.length - 1;
      const isCounted = ticks.every(
        ({ index, missed }, i) => index - missed === (ticks[i - 1]?.index ?? -1) + 1,
      );
      const total = ticks.reduce((sum, { missed }) => sum + missed, 0);
      return isSpread && isCounted && total === calls.missedCount && calls.tickCount === late.length;
    }),
  );
  t.notOk(outcome.failed, fc.defaultReportMessage(outcome) ?? `seed ${outcome.seed}`);
});

test('everyUsec: the next tick waits for the promise of the last', async (t) => {
  const world = new SimulatedWorld(0);
  let end: () => void = () => undefined;
  const calls = new PeriodicCalls(
    world,
    100,
    () =>
      new Promise<void>((resolve) => {
        end = resolve;
      }),
  );
  const first = world.next(0);
  t.notOk(world.hasWaiting);
  world.timeUsec = 350;
  end();
  await first;
  t.ok(world.hasWaiting);
  const second = world.next(0);
  end();
  await second;
  t.same([calls.tickCount, calls.missedCount], [2, 2]);
});

test('everyUsec: ends when disposed of, when the run ends, and when the function throws', async (t) => {
  const disposed = new SimulatedWorld(0);
  new PeriodicCalls(disposed, 100, () => undefined)[Symbol.dispose]();
  t.notOk(disposed.hasWaiting);

  const inside = new SimulatedWorld(0);
  const calls: PeriodicCalls = new PeriodicCalls(inside, 100, () => {
    calls[Symbol.dispose]();
  });
  await inside.next(0);
  t.same([inside.hasWaiting, calls.tickCount], [false, 1]);

  const stopped = new SimulatedWorld(0);
  const others = new PeriodicCalls(stopped, 100, () => undefined);
  stopped.untilUsec = 0;
  await stopped.next(0);
  t.same([stopped.hasWaiting, others.tickCount], [false, 0]);

  const failing = new SimulatedWorld(0);
  new PeriodicCalls(failing, 100, () => {
    throw new Error('no more');
  });
  await t.rejects(failing.next(0), { message: 'no more' });
  t.notOk(failing.hasWaiting);
  t.end();
});

test('everyUsec: refuses a period below 1 µs', (t) => {
  const world: PeriodicWorld = { nowUsec: () => 0, isRunning: () => true, callAt: () => NOTHING };
  for (const periodUsec of [0, -5, NaN, Infinity, 0.5]) {
    t.throws(() => new PeriodicCalls(world, periodUsec, () => undefined), {
      code: 'ERR_SYNTALOS_INVALID_ARGUMENT',
    });
  }
  t.end();
});
