import { spawnSync } from 'node:child_process';
import { Worker } from 'node:worker_threads';
import { ManualClock, MasterClock } from 'syntalos-mlink/timing';
import { test } from 'tap';
import type { ClockProbe } from './fixtures/clock-probe.ts';

test('time since start is cut to whole units, before the start toward zero', (t) => {
  const clock = new ManualClock(5_000_000);
  const master = new MasterClock({ startTimeUsec: 5_000_000, clock, wallNowMsec: () => 1_700_000_000_000 });

  clock.advanceNsec(1_999_999n);
  t.equal(master.timeSinceStartNsec(), 1_999_999n);
  t.equal(master.timeSinceStartUsec(), 1999);
  t.equal(master.timeSinceStartMsec(), 1);
  t.equal(master.nowUsec(), 5_001_999);

  clock.advanceNsec(-2_000_000n - 1999n);
  t.equal(master.timeSinceStartUsec(), -2, '-2000 ns');
  clock.advanceNsec(1n);
  t.equal(master.timeSinceStartUsec(), -1, '-1999 ns');
  t.equal(master.timeSinceStartMsec(), 0);
  t.end();
});

test('µs stay exact after a year of uptime', (t) => {
  const clock = new ManualClock(365 * 86_400_000_000);
  const master = new MasterClock({ startTimeUsec: 1, clock });
  clock.advanceNsec(999n);
  t.equal(master.timeSinceStartUsec(), 365 * 86_400_000_000 - 1);
  t.end();
});

test('the wall-clock start lies as far back as the monotonic one', (t) => {
  const clock = new ManualClock(10_000_000);
  const master = new MasterClock({ startTimeUsec: 7_500_000, clock, wallNowMsec: () => 1_700_000_002_500 });
  t.equal(master.wallStartMsec, 1_700_000_000_000);
  t.end();
});

test('a start that is no whole µs is refused', (t) => {
  t.throws(() => new MasterClock({ startTimeUsec: 0.5 }), { code: 'ERR_SYNTALOS_INVALID_ARGUMENT' });
  t.end();
});

test('without a start, the clock starts now', (t) => {
  const clock = new ManualClock(123);
  const master = new MasterClock({ clock });
  t.equal(master.startTimeUsec, 123);
  t.equal(master.timeSinceStartUsec(), 0);
  t.end();
});

test('the time is CLOCK_MONOTONIC: two readings enclose one that another program takes', (t) => {
  const master = new MasterClock({ startTimeUsec: 0 });
  const before = master.nowUsec();
  const monotonic = readMonotonicUsec();
  const after = master.nowUsec();
  if (monotonic === undefined) {
    t.comment('no Python here to read CLOCK_MONOTONIC independently');
    t.ok(before <= after);
    t.end();
    return;
  }
  t.ok(before <= monotonic && monotonic <= after, `${before} <= ${monotonic} <= ${after}`);
  t.end();
});

test('threads agree on the time: a reading in another thread lies between two of this one', async (t) => {
  const master = new MasterClock();
  const shared: ClockProbe = {
    turns: new Int32Array(new SharedArrayBuffer(4)),
    times: new Float64Array(new SharedArrayBuffer(8)),
    startTimeUsec: master.startTimeUsec,
    rounds: 2000,
  };
  const worker = new Worker(new URL('./fixtures/clock-probe.js', import.meta.url), { workerData: shared });
  const ended = new Promise<number>((resolve, reject) => worker.on('exit', resolve).on('error', reject));

  let outside = 0;
  let widestAgreement = Infinity;
  for (let round = 0; round < shared.rounds; round++) {
    const before = master.timeSinceStartUsec();
    Atomics.store(shared.turns, 0, 2 * round + 1);
    Atomics.notify(shared.turns, 0);
    while (Atomics.load(shared.turns, 0) !== 2 * round + 2)
      Atomics.wait(shared.turns, 0, 2 * round + 1, 1000);
    const there = shared.times[0] ?? NaN;
    const after = master.timeSinceStartUsec();
    if (!(before <= there && there <= after)) outside++;
    widestAgreement = Math.min(widestAgreement, after - before);
  }

  t.equal(await ended, 0);
  t.equal(outside, 0, 'no reading fell outside');
  t.comment(`the tightest pair of readings around one of the other thread: ${widestAgreement} µs`);
});

function readMonotonicUsec(): number | undefined {
  const script = 'import time; print(time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000)';
  const { stdout, error } = spawnSync('python3', ['-c', script], { encoding: 'utf8' });
  return error === undefined ? Number(stdout) : undefined;
}
