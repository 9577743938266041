import fc from 'fast-check';
import { test, type Test } from 'tap';
import { Throttle } from '#src/module/throttle';

const SECONDS = 10;

interface Arrivals {
  readonly ratePerSec: number;
  /** Latest arrival after its time, in periods. */
  readonly jitter: number;
  /** Items that come at once. */
  readonly burst: number;
  readonly seed: number;
}

/** Times at which items come in 10 s, µs. */
function timesOf({ ratePerSec, jitter, burst, seed }: Arrivals): number[] {
  let state = seed;
  const random = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  const periodUsec = 1e6 / ratePerSec;
  let lastUsec = 5_000_000; // the clock does not start at 0
  return Array.from({ length: Math.floor(SECONDS * ratePerSec) }, (_, i) => {
    // A burst comes when the last of it is due.
    const due = burst > 1 ? (Math.floor(i / burst) + 1) * burst : i;
    lastUsec = Math.max(lastUsec, 5_000_000 + (due + random() * jitter) * periodUsec);
    return lastUsec;
  });
}

function picksOf(limitPerSec: number, times: readonly number[]): number[] {
  const throttle = new Throttle(limitPerSec);
  return times.flatMap((timeUsec, i) => (throttle.admit(timeUsec) ? [i] : []));
}

/** Sources of any kind; bursts last no longer than slots are kept. */
const arrivals: fc.Arbitrary<Arrivals> = fc
  .record({
    ratePerSec: fc.double({ min: 2, max: 3_000, noNaN: true }),
    jitter: fc.double({ min: 0, max: 0.95, noNaN: true }),
    burstShare: fc.double({ min: 0, max: 0.5, noNaN: true }),
    seed: fc.nat(),
  })
  .map(({ burstShare, ...rest }) => ({
    ...rest,
    burst: Math.max(1, Math.floor(burstShare * 0.1 * rest.ratePerSec)),
  }));

function check(t: Test, property: fc.IProperty<[Arrivals, number]>): void {
  const outcome = fc.check(property, { numRuns: 150 });
  t.notOk(outcome.failed, fc.defaultReportMessage(outcome) ?? `seed ${outcome.seed}`);
}

test('throttle: a source faster than the limit keeps it within 1 % over 10 s', (t) => {
  const limits = fc.double({ min: 0.02, max: 0.999, noNaN: true });
  check(
    t,
    fc.property(arrivals, limits, (source, share) => {
      const limit = Math.max(1, Math.floor(source.ratePerSec * share));
      const times = timesOf(source);
      const count = picksOf(limit, times).length;
      // Slots begin with the first item; of those that are due at the last item one may still wait.
      const slots = 1 + Math.floor((limit * (times.at(-1)! - times[0]!)) / 1e6);
      return count <= slots && count >= slots - 1 - 0.01 * limit * SECONDS;
    }),
  );
  t.end();
});

test('throttle: a source no faster than the limit loses at most what its first item came late by', (t) => {
  const limits = fc.double({ min: 1, max: 3, noNaN: true });
  check(
    t,
    fc.property(arrivals, limits, (source, share) => {
      const times = timesOf(source);
      const limit = Math.ceil(source.ratePerSec * share);
      const lost = times.length - picksOf(limit, times).length;
      // The schedule begins with the first item, which may be a late one.
      return lost <= source.burst;
    }),
  );
  t.end();
});

test('throttle: picks are even: their distances differ by one item, for a regular source', (t) => {
  const shares = fc.double({ min: 0.01, max: 0.999, noNaN: true });
  check(
    t,
    fc.property(arrivals, shares, ({ ratePerSec }, share) => {
      const limit = Math.max(1, Math.floor(ratePerSec * share));
      const picks = picksOf(limit, timesOf({ ratePerSec, jitter: 0, burst: 1, seed: 1 }));
      const distances = picks.slice(1).map((at, i) => at - picks[i]!);
      const stride = ratePerSec / limit;
      // Sums of fractions may fall on either side of a whole number.
      const least = Math.floor(stride - 1e-6);
      const most = Math.ceil(stride + 1e-6);
      return distances.every((items) => items >= least && items <= most);
    }),
  );
  t.end();
});

test('throttle: picks are even in time: no second has more than the limit and what was kept of the last', (t) => {
  const shares = fc.double({ min: 0.05, max: 0.999, noNaN: true });
  check(
    t,
    fc.property(arrivals, shares, (source, share) => {
      const limit = Math.max(1, Math.floor(source.ratePerSec * share));
      const times = timesOf(source);
      const picks = picksOf(limit, times).map((i) => times[i]!);
      const most = limit * 1.1 + 2;
      return picks.every((timeUsec, i) => {
        const later = picks[i + Math.ceil(most)];
        return later === undefined || later - timeUsec >= 1e6;
      });
    }),
  );
  t.end();
});

test('throttle: of a burst the picks are spread, not the first items', (t) => {
  // 20 items at once, every 20 ms; 100 of 1000 per second: two of each burst.
  const picks = picksOf(100, timesOf({ ratePerSec: 1000, jitter: 0, burst: 20, seed: 1 }));
  const distances = picks.slice(1).map((at, i) => at - picks[i]!);
  const settled = distances.slice(Math.floor(distances.length / 2));
  t.ok(
    settled.every((items) => items >= 5 && items <= 15),
    `distances ${Math.min(...settled)} to ${Math.max(...settled)}`,
  );
  t.end();
});

test('throttle: after a pause the items that were missed are not made up for', (t) => {
  const throttle = new Throttle(10);
  const second = Array.from({ length: 1000 }, (_, i) => i * 1000);
  const first = second.filter((timeUsec) => throttle.admit(timeUsec)).length;
  const later = second.filter((timeUsec) => throttle.admit(60_000_000 + timeUsec)).length;
  t.same([first, later], [10, 12]);
  t.end();
});

test('throttle: 0 lets everything through, and a new rate starts anew', (t) => {
  const throttle = new Throttle();
  t.ok(throttle.isOff);
  t.ok([1, 1, 1].every((timeUsec) => throttle.admit(timeUsec)));
  throttle.setRate(1);
  t.notOk(throttle.isOff);
  t.same(
    [0, 1, 999_999, 1_000_000].map((timeUsec) => throttle.admit(timeUsec)),
    [true, false, false, true],
  );
  throttle.setRate(2);
  t.ok(throttle.admit(1_000_001));
  t.end();
});
