import fc from 'fast-check';
import { test } from 'tap';
import { ClockFollower } from '#src/timing/clock-follower';
import { hostUsecOf } from '#src/timing/shared-clock';

/** A host's clock by local time, and the ways between: all in µs. */
interface World {
  readonly hostUsec: (localUsec: number) => number;
  readonly wayThereUsec: () => number;
  readonly wayBackUsec: () => number;
  readonly isLost?: () => boolean;
}

/** Numbers that look random and are the same each time. */
function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

/** Follows for so many seconds, four questions in each; gives the errors at moments in between, in µs. */
function follow(world: World, seconds: number, follower = new ClockFollower(), beginUsec = 1e6): number[] {
  const errors: number[] = [];
  for (let localUsec = beginUsec; localUsec < beginUsec + seconds * 1e6; localUsec += 250_000) {
    const there = world.wayThereUsec();
    const back = world.wayBackUsec();
    const answeredUsec = world.hostUsec(localUsec + there);
    const receivedUsec = localUsec + there + back;
    if (world.isLost?.() !== true) {
      follower.add({ sentUsec: localUsec, answeredUsec, repliedUsec: answeredUsec, receivedUsec });
    }
    const { line } = follower;
    if (line === undefined) continue;
    for (let at = receivedUsec; at < localUsec + 250_000; at += 10_000) {
      errors.push(hostUsecOf(line, at) - world.hostUsec(at));
    }
  }
  return errors;
}

const worst = (errors: readonly number[]): number => Math.max(...errors.map(Math.abs));
const TRUE_OFFSET = 123_456_789;

void test('a quiet line is followed to within its jitter', (t) => {
  const random = noise(1);
  const way = (): number => 100 + 30 * random();
  const errors = follow({ hostUsec: (usec) => usec + TRUE_OFFSET, wayThereUsec: way, wayBackUsec: way }, 60);
  t.ok(worst(errors) < 30, `${worst(errors)} µs`);
  t.end();
});

void test('a drift of 100 millionths is seen and followed', (t) => {
  const random = noise(2);
  const way = (): number => 100 + 30 * random();
  const follower = new ClockFollower();
  const world = { hostUsec: (usec: number) => usec * 1.0001, wayThereUsec: way, wayBackUsec: way };
  const errors = follow(world, 20, follower);
  t.ok(Math.abs(follower.state.driftPpm - 100) < 5, `${follower.state.driftPpm} ppm`);
  t.ok(worst(errors.slice(-500)) < 30, `${worst(errors.slice(-500))} µs at the end`);
  t.end();
});

for (const driftPpm of [0, 20, 100]) {
  void test(`a way of 20 ± 5 ms with lost answers costs no more than 2 ms at ${driftPpm} ppm, first seconds counted`, (t) => {
    const random = noise(3);
    const way = (): number => 20_000 + 10_000 * (random() - 0.5);
    const errors: number[] = [];
    for (let run = 0; run < 20; run++) {
      const world: World = {
        hostUsec: (usec) => usec * (1 + driftPpm / 1e6) + TRUE_OFFSET,
        wayThereUsec: way,
        wayBackUsec: way,
        isLost: () => random() < 0.2,
      };
      const follower = new ClockFollower();
      // As many questions as an agent asks before a run begins.
      follow(world, 6, follower);
      errors.push(...follow(world, 30, follower, 7e6).map(Math.abs));
    }
    errors.sort((a, b) => a - b);
    const p99 = errors[Math.floor(errors.length * 0.99)]!;
    t.ok(p99 < 2_000, `${p99} µs`);
    t.end();
  });
}

for (const stepUsec of [1e6, -1e6]) {
  void test(`a step of the clock by ${stepUsec} µs is followed, and never by going back`, (t) => {
    const random = noise(4);
    const way = (): number => 200 + 50 * random();
    const follower = new ClockFollower();
    const hostUsec = (usec: number): number => usec + TRUE_OFFSET + (usec > 20e6 ? stepUsec : 0);
    const world: World = { hostUsec, wayThereUsec: way, wayBackUsec: way };
    const errors = follow(world, 40, follower);
    t.equal(follower.state.stepCount, 1);
    t.ok(worst(errors.slice(-500)) < 50, `${worst(errors.slice(-500))} µs at the end`);
    t.end();
  });
}

void test('time never goes back, whatever the answers say', (t) => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          pauseUsec: fc.integer({ min: 1_000, max: 2_000_000 }),
          there: fc.integer({ min: -5_000, max: 100_000 }),
          back: fc.integer({ min: 0, max: 100_000 }),
          hostShift: fc.oneof(fc.constant(0), fc.integer({ min: -3_000_000, max: 3_000_000 })),
        }),
        { maxLength: 60 },
      ),
      (exchanges) => {
        const follower = new ClockFollower();
        let localUsec = 1e6;
        let shift = 0;
        let lastUsec = -Infinity;
        const look = (at: number): void => {
          if (follower.line === undefined) return;
          const usec = hostUsecOf(follower.line, at);
          if (!(usec >= lastUsec)) throw new Error(`${usec} after ${lastUsec}`);
          lastUsec = usec;
        };
        for (const { pauseUsec, there, back, hostShift } of exchanges) {
          const sentUsec = localUsec + pauseUsec;
          for (let at = localUsec; at < sentUsec; at += pauseUsec / 5) look(at);
          shift += hostShift;
          const answeredUsec = sentUsec + there + shift;
          localUsec = sentUsec + Math.max(0, there) + back;
          look(localUsec);
          follower.add({ sentUsec, answeredUsec, repliedUsec: answeredUsec, receivedUsec: localUsec });
          look(localUsec);
        }
      },
    ),
    { numRuns: 300 },
  );
  t.end();
});

void test('exchanges that cannot be are left out', (t) => {
  const follower = new ClockFollower();
  for (const exchange of [
    { sentUsec: 10, answeredUsec: 0, repliedUsec: 0, receivedUsec: 5 },
    { sentUsec: 10, answeredUsec: 5, repliedUsec: 4, receivedUsec: 15 },
    { sentUsec: 10, answeredUsec: NaN, repliedUsec: NaN, receivedUsec: 15 },
    { sentUsec: -Infinity, answeredUsec: 1, repliedUsec: 1, receivedUsec: 15 },
    { sentUsec: 10, answeredUsec: Infinity, repliedUsec: Infinity, receivedUsec: 15 },
  ]) {
    follower.add(exchange);
  }
  t.equal(follower.line, undefined);
  t.end();
});
