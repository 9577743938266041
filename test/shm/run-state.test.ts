import { MAX_PORTS, RunPhase, RunState } from 'syntalos-mlink/shm';
import { test } from 'tap';

test('a run begins, runs and is asked to stop, seen by every object on the block', (t) => {
  const supervisor = RunState.create();
  const module = RunState.attach(supervisor.buffer);
  t.match(module, { phase: RunPhase.idle, isRunning: false, isStopRequested: false, runEpoch: 0 });
  supervisor.beginRun();
  t.match(module, { phase: RunPhase.preparing, isRunning: false, runEpoch: 1 });
  supervisor.startRun(2 ** 40 + 0.5);
  t.match(module, { phase: RunPhase.running, isRunning: true, startTimeUsec: 2 ** 40 + 0.5 });
  supervisor.requestStop();
  t.match(module, { phase: RunPhase.running, isRunning: false, isStopRequested: true });
  t.equal(Atomics.load(module.stopWord.words, module.stopWord.index), 1);
  supervisor.setPhase(RunPhase.idle);
  supervisor.beginRun();
  t.match(module, { isStopRequested: false, runEpoch: 2 }, 'the next run takes the request back');
  t.end();
});

test('the callback in progress has an id and a number of its own', (t) => {
  const state = RunState.create();
  const watcher = RunState.attach(state.buffer);
  t.match(watcher.callback, { id: 0, sequence: 0 });
  state.enterCallback(3);
  t.same(watcher.callback, { id: 3, sequence: 1, item: -1 });
  state.leaveCallback();
  t.match(watcher.callback, { id: 0, sequence: 1 });
  state.enterCallback(3, 2 ** 40);
  t.same(watcher.callback, { id: 3, sequence: 2, item: 2 ** 40 }, 'the same callback again is another call');
  t.end();
});

test('each port has counters of its own', (t) => {
  const state = RunState.create();
  const host = RunState.attach(state.buffer);
  const last = MAX_PORTS - 1;
  for (const [at, counters] of [
    state.inputCounters(0),
    state.inputCounters(last),
    state.outputCounters(0),
    state.outputCounters(last),
  ].entries()) {
    counters.addItems(10 + at, 2 ** 40 + at);
    counters.addItems(1, 1);
    counters.addHeldBack(5);
    counters.addHeldBack(7);
    counters.addSkipped(2);
    counters.addIndexGaps(3);
    counters.notePause(80, true);
    counters.notePause(20, false);
  }
  state.inputLatency(last).record(40);
  const expected = {
    heldBackCount: 2,
    heldBackUsec: 12,
    skippedCount: 2,
    indexGapCount: 3,
    stallCount: 1,
    longestPauseMsec: 80,
  };
  t.same(host.inputCounts(0), { ...expected, itemCount: 11, byteCount: 2 ** 40 + 1 });
  t.same(host.inputCounts(last), { ...expected, itemCount: 12, byteCount: 2 ** 40 + 2 });
  t.same(host.outputCounts(0), { ...expected, itemCount: 13, byteCount: 2 ** 40 + 3 });
  t.same(host.outputCounts(last), { ...expected, itemCount: 14, byteCount: 2 ** 40 + 4 });
  t.equal(host.inputLatency(last).summarize()?.count, 1);
  t.equal(host.inputLatency(0).summarize(), undefined);

  host.resetCounters();
  t.equal(state.outputCounts(last).itemCount, 0);
  t.equal(state.inputLatency(last).summarize(), undefined);
  for (const index of [-1, MAX_PORTS, 0.5, NaN]) {
    t.throws(() => state.inputCounters(index), { code: 'ERR_SYNTALOS_INVALID_ARGUMENT' });
    t.throws(() => state.outputCounts(index), { code: 'ERR_SYNTALOS_INVALID_ARGUMENT' });
  }
  t.end();
});

test('only a run state of this layout can be attached', (t) => {
  const layout = { code: 'ERR_SYNTALOS_RING_LAYOUT' };
  const { buffer } = RunState.create();
  t.throws(() => RunState.attach(new SharedArrayBuffer(64)), layout);
  t.throws(() => RunState.attach(undefined as unknown as SharedArrayBuffer), layout);
  t.throws(() => RunState.attach(new SharedArrayBuffer(buffer.byteLength)), {
    ...layout,
    message: /first word is 0x0/,
  });
  new Int32Array(buffer)[1] = 9;
  t.throws(() => RunState.attach(buffer), {
    ...layout,
    message: 'Cannot attach run state: layout version is 9, expected 4',
  });
  t.end();
});
