import fc from 'fast-check';
import { PeriodicSchedule } from 'syntalos-mlink/timing';
import { test } from 'tap';
import { holds } from './support/holds.ts';

test('ten minutes at 1 kHz end on the microsecond, however late each tick was taken', (t) => {
  const startUsec = 1_234_567;
  const schedule = new PeriodicSchedule({ periodUsec: 1000, startUsec });
  let taken = 0;
  let last = -1;
  for (let k = 0; k <= 600_000; k++) {
    const tick = schedule.take(schedule.nextUsec + ((k * 7919) % 900));
    if (tick === undefined) continue;
    taken++;
    last = tick.dueUsec;
  }
  t.equal(taken, 600_001);
  t.equal(schedule.missedCount, 0);
  t.equal(last, startUsec + 600_000_000);
  t.end();
});

test('no tick is due before its time', (t) => {
  const schedule = new PeriodicSchedule({ periodUsec: 500, startUsec: 100 });
  t.equal(schedule.take(99), undefined);
  t.strictSame(schedule.take(100), { index: 0, dueUsec: 100, missed: 0 });
  t.equal(schedule.take(599), undefined);
  t.equal(schedule.nextUsec, 600);
  t.end();
});

test('overslept ticks are counted and skipped, not bunched', (t) => {
  const schedule = new PeriodicSchedule({ periodUsec: 1000, startUsec: 0 });
  schedule.take(0);
  t.strictSame(schedule.take(5999), { index: 5, dueUsec: 5000, missed: 4 });
  t.equal(schedule.take(5999), undefined, 'one only');
  t.equal(schedule.nextUsec, 6000, 'the grid stays where it was');
  t.equal(schedule.missedCount, 4);
  t.end();
});

test('a period below 1 µs is refused', (t) => {
  for (const periodUsec of [0, -1, 0.5, NaN, Infinity]) {
    t.throws(() => new PeriodicSchedule({ periodUsec, startUsec: 0 }), {
      code: 'ERR_SYNTALOS_INVALID_ARGUMENT',
    });
  }
  t.end();
});

test('whatever the wake-ups: every tick is taken or counted once, on the grid, and not before it is due', async (t) => {
  const period = fc.oneof(
    fc.integer({ min: 1, max: 100_000 }),
    fc.double({ min: 1, max: 1e5, noNaN: true }),
    fc.integer({ min: 1, max: 500 }).map((hz) => 1e6 / hz),
  );
  await holds(
    t,
    fc.property(
      period,
      fc.integer({ min: -1e9, max: 1e12 }),
      fc.array(fc.integer({ min: 0, max: 300_000 }), { maxLength: 200 }),
      (periodUsec, startUsec, sleeps) => {
        const schedule = new PeriodicSchedule({ periodUsec, startUsec });
        let now = startUsec - 1000;
        let taken = 0;
        let lastIndex = -1;
        for (const sleep of sleeps) {
          now += sleep;
          const tick = schedule.take(now);
          if (tick === undefined) {
            if (schedule.nextUsec <= now) return false;
            continue;
          }
          taken++;
          const onGrid = tick.dueUsec === Math.round(startUsec + tick.index * periodUsec);
          if (!onGrid || tick.dueUsec > now || tick.index !== lastIndex + 1 + tick.missed) return false;
          lastIndex = tick.index;
          if (schedule.nextUsec <= now) return false;
        }
        return taken + schedule.missedCount === lastIndex + 1;
      },
    ),
  );
});
