/** A thread that has nothing to do leaves its event loop to others. */
import { test } from 'tap';
import { supervisorLimits } from '#src/actors/index';
import { DataType } from 'syntalos-mlink';
import { Delivery, PortConsumers, Throttle, openItemSource } from '#src/module/index';
import { UserCode } from '#src/module/user-code';
import { Waiters } from '#src/module/waiters';
import { PortPolicy } from '#src/ipc/index';
import { RingWriter, RunPhase, RunState, createRing } from '#src/shm/index';
import { encode } from '#src/types/index';

test('a source that is gone leaves its consumer idle, after the last item', async (t) => {
  const ring = createRing();
  const runState = RunState.create();
  runState.setPhase(RunPhase.running);
  const runEnd = new Waiters();
  const consumers = new PortConsumers<unknown>({
    instanceId: 'module',
    portId: 'in',
    dataType: DataType.LineReading,
    callbackId: 32,
    userCode: new UserCode({ instanceId: 'module', supervisor: {} as never, runState, inputIds: () => [] }),
    runState,
    limits: supervisorLimits(),
    warn: () => undefined,
  });
  const seen: unknown[] = [];
  consumers.onData = (item) => seen.push(item);
  const source = openItemSource<unknown>({
    portId: 'in',
    ring,
    sourceType: DataType.LineReading,
    portType: DataType.LineReading,
    policy: PortPolicy.Block,
    counters: runState.inputCounters(0),
    latency: runState.inputLatency(0),
    throttle: new Throttle(),
  });
  let looks = 0;
  const next = source.next.bind(source);
  source.next = () => {
    looks++;
    return next();
  };
  const writer = RingWriter.claim(ring);
  const reading = { lineId: 1, value: 2, timeUsec: 3 };
  writer.tryWrite(encode(DataType.LineReading, reading));
  const delivering = new Delivery({
    source,
    consumers,
    runState,
    counters: runState.inputCounters(0),
    isSpinning: false,
    hasOwnLoop: () => false,
    onDelivered: () => undefined,
    onUnclaimed: () => undefined,
    untilRunEnds: () => runEnd.wait(),
  }).run();
  await new Promise((resolve) => setTimeout(resolve, 20));
  writer.close();
  await new Promise((resolve) => setTimeout(resolve, 20));
  const looksBefore = looks;
  for (let turn = 0; turn < 200; turn++) await new Promise(setImmediate);
  t.ok(looks - looksBefore <= 8, `${looks - looksBefore} looks while nothing could come`);
  t.strictSame(seen, [reading]);
  runState.requestStop();
  runEnd.wakeAll();
  await delivering;
  source.close();
});
