/** The supervisor's logic without a thread, a timer of the system or a program of a user's. */
import { MessageChannel } from 'node:worker_threads';
import { test, type Test } from 'tap';
import { wrapActor, exposeActor } from '#src/actors/actor-calls';
import type { ModuleCalls } from '#src/actors/supervisor/supervisor-protocol';
import { SupervisorCore } from '#src/actors/supervisor/core';
import type { ThreadControl } from '#src/actors/supervisor/thread-control';
import { toErrorRecord } from '#src/errors';
import type { MasterChannel } from '#src/ipc/channel';
import type { Transport } from '#src/ipc/transport';
import { openMasterChannel } from '#src/ipc/embedded/embedded-channel';
import { createEmbeddedTransport } from '#src/ipc/embedded/embedded-transport';
import { openModuleLink } from '#src/ipc/open-module-link';
import { RingReader, RingWriter, RunState, createRing } from 'syntalos-mlink/shm';

/** What a supervisor sees of the world, and what it did to it. */
interface World {
  readonly core: SupervisorCore;
  readonly master: MasterChannel;
  readonly runState: RunState;
  /** Events and steps in their order. */
  readonly log: string[];
  /** Lets the timers whose time has come fire. */
  advance(msec: number): void;
  loseModule(): void;
}

const NEVER = new Promise<never>(() => undefined);

async function openWorld(
  t: Test,
  module: Partial<ModuleCalls> = {},
  stopMsec = 50,
  ownTransport?: Transport,
): Promise<World> {
  const log: string[] = [];
  const control = new MessageChannel();
  const toModule = new MessageChannel();
  const { channel, transport } = await openModuleLink({ kind: 'embedded', port: control.port2 });
  const master = openMasterChannel(control.port1);
  master.onEvent((event) => {
    if (event.kind === 'stateChange') log.push(`state ${event.state}`);
    else
      log.push(
        event.kind === 'error' || event.kind === 'warning' ? `${event.kind}: ${event.message}` : event.kind,
      );
  });
  master.serve((_request, reply) => {
    reply({ kind: 'done', success: true });
    return Promise.resolve();
  });
  const step = (name: string) => () => {
    log.push(name);
    return Promise.resolve();
  };
  exposeActor(
    {
      prepare: () => step('prepare')().then(() => ({ success: true })),
      start: step('start'),
      stop: step('stop'),
      leaveInputs: step('leaveInputs'),
      shutdown: step('shutdown'),
      delayedCall: (id: number) => step(`call ${id}`)(),
      connectInput: () => Promise.resolve(null),
      ping: () => Promise.resolve(),
      ...module,
    },
    toModule.port1,
  );
  let now = 1_000_000;
  const timers = new Map<() => void, number>();
  const startTimer = (delayMsec: number, fire: () => void): (() => void) => {
    timers.set(fire, now + delayMsec);
    return () => timers.delete(fire);
  };
  let loseModule: () => void = () => undefined;
  const moduleGone = new Promise<void>((resolve) => (loseModule = resolve));
  const threads: ThreadControl = {
    setNiceness: (id, nice) => (nice < 0 ? `Cannot set niceness ${nice} of thread ${id}` : undefined),
    setMaxRealtimePriority: () => Promise.resolve(undefined),
    setAffinity: () => Promise.resolve(undefined),
  };
  const runState = RunState.create();
  const core = new SupervisorCore({
    instanceId: 'cam',
    apiVersion: 'sy-9.9.9',
    channel,
    transport: ownTransport ?? transport,
    module: wrapActor<ModuleCalls>(toModule.port2),
    moduleGone,
    runState,
    threads,
    nowUsec: () => now * 1000,
    startTimer,
    startPreciseTimer: startTimer,
    wallMsec: () => now,
    limits: { prepareMsec: 1_000, stopMsec, overdueMsec: 80, drainMsec: 10_000 },
  });
  core.open();
  t.teardown(async () => {
    await core.dispose();
    toModule.port1.close();
  });
  return {
    core,
    master,
    runState,
    log,
    loseModule,
    advance: (msec) => {
      now += msec;
      for (const [fire, due] of [...timers]) {
        if (due > now) continue;
        timers.delete(fire);
        fire();
      }
    },
  };
}

const PREPARE = {
  kind: 'prepareRun',
  subjectId: '',
  subjectGroup: '',
  runUuid: new Uint8Array(16),
  edlRootPath: '/rec',
  moduleName: 'Cam',
} as const;

/** What was published before is here once this has been answered: the channel keeps the order. */
async function settle({ master }: World): Promise<void> {
  await master.request({ kind: 'apiVersion' });
}

test('a run goes through the states of the protocol, and start is answered before its callback', async (t) => {
  const world = await openWorld(t);
  world.core.signalIdle();
  t.ok((await world.master.request(PREPARE)).success);
  t.ok((await world.master.request({ kind: 'start', startTimestampUsec: 5_000 })).success);
  t.ok(world.runState.isRunning);
  t.equal(world.runState.startTimeUsec, 5_000, "the master's time, not the arrival of its message");
  t.ok((await world.master.request({ kind: 'stop' })).success);
  await settle(world);

  t.notOk(world.runState.isRunning);
  const isState = (entry: string): boolean => entry.startsWith('state');
  t.same(world.log.filter(isState), ['state 1', 'state 2', 'state 3', 'state 5', 'state 6', 'state 2']);
  t.same(
    world.log.filter((entry) => !isState(entry) && entry !== 'leaveInputs'),
    ['prepare', 'start', 'stop'],
  );
});

test('without asynchronous start the answer comes after the callback', async (t) => {
  const world = await openWorld(t);
  world.core.setAllowAsyncStart(false);
  await world.master.request(PREPARE);
  await world.master.request({ kind: 'start', startTimestampUsec: 1 });
  t.ok(world.log.includes('start'));
});

test('a start that is waited for and fails is refused, and no running state follows its error', async (t) => {
  const world = await openWorld(t, { start: () => Promise.reject(new Error('no light')) });
  world.core.setAllowAsyncStart(false);
  await world.master.request(PREPARE);
  t.notOk((await world.master.request({ kind: 'start', startTimestampUsec: 1 })).success);
  await settle(world);
  t.same(world.log.slice(-2), ['error: no light', 'state 7']);
});

// Closing one after the other, the stop took the new connection of the second port with it.
test('inputs that take long to close do not take along what the next run connects', async (t) => {
  const open = new Set<string>();
  let connections = 0;
  let letClose: () => void = () => undefined;
  const mayClose = new Promise<void>((resolve) => (letClose = resolve));
  const transport: Transport = {
    openOutput: () => NEVER,
    openInput: ({ portId }) => {
      const name = `${portId} ${Math.floor(connections++ / 2)}`;
      open.add(name);
      return Promise.resolve({
        ring: createRing(),
        begin: () => Promise.resolve(),
        moved: { items: 0, bytes: 0 },
        drain: () => Promise.resolve(0),
        close: () => mayClose.then(() => void open.delete(name)),
      });
    },
    onFailure: () => undefined,
    threadIds: [],
    close: () => Promise.resolve(),
  };
  let leave: () => void = () => undefined;
  const left = new Promise<void>((resolve) => (leave = resolve));
  const leaveInputs = (): Promise<void> => {
    leave();
    return Promise.resolve();
  };
  const world = await openWorld(t, { leaveInputs }, 50, transport);
  const connect = async (): Promise<void> => {
    await world.master.request(PREPARE);
    for (const portId of ['a', 'b']) {
      const { success } = await world.master.request({
        kind: 'connectInput',
        portId,
        instanceId: 'cam',
        channelId: 'o/x',
        sourceType: 0,
        limits: { maxSenders: 1, maxReceivers: 2, maxNodes: 3 },
      });
      t.ok(success);
    }
  };
  for (const id of ['a', 'b']) {
    await world.core.registerInput({ id, title: '', dataType: 5, policy: 0, throttleItemsPerSec: 0 });
  }
  await connect();
  await world.master.request({ kind: 'start', startTimestampUsec: 1 });
  await world.master.request({ kind: 'stop' });
  await left;
  await settle(world);
  await connect();
  letClose();
  await settle(world);
  await settle(world);
  t.same([...open], ['a 1', 'b 1']);
});

test('asked to leave while it stops, a module stops once', async (t) => {
  const world = await openWorld(t);
  await world.master.request(PREPARE);
  await world.master.request({ kind: 'start', startTimestampUsec: 1 });
  const stopping = world.master.request({ kind: 'stop' });
  await Promise.all([stopping, world.core.leave(), world.core.leave()]);
  t.same(
    world.log.filter((entry) => entry === 'stop' || entry === 'shutdown'),
    ['stop', 'shutdown'],
  );
});

test('what needs no user code is answered while the module hangs in a callback', async (t) => {
  const world = await openWorld(t, { prepare: () => NEVER });
  const preparing = world.master.request(PREPARE);
  t.equal((await world.master.request({ kind: 'apiVersion' })).apiVersion, 'sy-9.9.9');
  t.ok((await world.master.request({ kind: 'setNiceness', nice: 5 })).success);
  t.ok((await world.master.request({ kind: 'setPortsPreset', inputs: [], outputs: [] })).success);
  t.notOk((await preparing).success, 'and the prepare step ends by its limit');
  t.match(world.log.at(-2), /^error: Callback "prepare" of module "cam" did not return within 1000 ms/);
});

test('a niceness that cannot be set is a warning, and still done', async (t) => {
  const world = await openWorld(t);
  t.ok((await world.master.request({ kind: 'setNiceness', nice: -5 })).success);
  await settle(world);
  t.match(world.log.at(-1), /^warning: Cannot set niceness -5/);
});

test('a stop whose callback does not return is answered after the limit, with the error', async (t) => {
  const world = await openWorld(t, { stop: () => NEVER }, 30);
  await world.master.request(PREPARE);
  await world.master.request({ kind: 'start', startTimestampUsec: 1 });
  t.ok((await world.master.request({ kind: 'stop' })).success);
  await settle(world);
  t.match(world.log.join('\n'), /error: Callback "stop" of module "cam" did not return within 30 ms/);
});

test('a stop ends a submit that waits for room, before the module is asked', async (t) => {
  const world = await openWorld(t);
  const ring = createRing({ capacityBytes: 4096 });
  await world.core.registerOutput({ id: 'out', title: '', dataType: 5, metadata: new Uint8Array(8) }, ring);
  await world.master.request(PREPARE);
  await world.master.request({ kind: 'start', startTimestampUsec: 1 });
  const writer = RingWriter.claim(ring);
  t.teardown(() => writer.close());
  const waiting = writer
    .waitSpaceAsync(2_000_000_000, { cancel: world.runState.stopWord })
    .catch(() => 'too large');
  t.equal(await waiting, 'too large');
  // A ring whose reader does not read: the wait can only end by the stop.
  const reader = RingReader.attach(ring);
  t.teardown(() => reader.close());
  while (writer.tryWrite(new Uint8Array(64)));
  const blocked = writer.waitSpaceAsync(64, { cancel: world.runState.stopWord });
  await world.master.request({ kind: 'stop' });
  t.equal(await blocked, 'cancelled');
});

test('delayed calls reach the module in the order in which they are due', async (t) => {
  const world = await openWorld(t);
  const at = (msec: number): number => (1_000_000 + msec) * 1000;
  world.core.scheduleDelayedCall(1, at(30));
  world.core.scheduleDelayedCall(2, at(10));
  world.core.scheduleDelayedCall(3, at(20));
  world.core.cancelDelayedCall(3);
  world.advance(15);
  world.advance(20);
  await settle(world);
  await settle(world);
  t.same(
    world.log.filter((entry) => entry.startsWith('call')),
    ['call 2', 'call 1'],
  );
});

test('a callback that is overdue is reported once, by name and duration', async (t) => {
  const world = await openWorld(t);
  world.runState.enterCallback(1);
  for (let n = 0; n < 30; n++) world.advance(10);
  await settle(world);
  const warnings = world.log.filter((entry) => entry.startsWith('warning'));
  t.equal(warnings.length, 1);
  t.match(
    warnings[0],
    /^warning: Callback "prepare" of module "cam" has not returned for \d+ ms: since \d\d:\d\d:\d\d; it is given up at \d\d:\d\d:\d\d, after 1 s, and the run does not start$/,
  );
});

test("the death of the module's thread is an error at once, and what waits for it fails", async (t) => {
  const world = await openWorld(t, { prepare: () => NEVER });
  const preparing = world.master.request(PREPARE);
  await settle(world);
  world.loseModule();
  t.notOk((await preparing).success);
  t.match(world.log.join('\n'), /error: The thread of module "cam" ended during its work/);
});

test('an error that the module raises is told with the state that follows from it', async (t) => {
  const world = await openWorld(t);
  world.core.reportError(toErrorRecord(new Error('no light')));
  await settle(world);
  t.same(world.log.slice(-2), ['error: no light', 'state 7']);
});

test('inputs of a module that hangs are disconnected as soon as its stop has failed', async (t) => {
  const STOP_MSEC = 1_000;
  let resolveClosed: (outcome: 'closed') => void = () => undefined;
  const closed = new Promise<'closed'>((resolve) => (resolveClosed = resolve));
  const embedded = createEmbeddedTransport();
  const transport: Transport = {
    ...embedded,
    openInput: async (target) => ({
      ...(await embedded.openInput(target)),
      close: () => {
        resolveClosed('closed');
        return Promise.resolve();
      },
    }),
  };
  const hanging = { stop: () => NEVER, leaveInputs: () => NEVER };
  const world = await openWorld(t, hanging, STOP_MSEC, transport);
  await world.core.registerInput({ id: 'in', title: '', dataType: 1, policy: 0, throttleItemsPerSec: 0 });
  t.ok((await world.master.request(PREPARE)).success);
  const address = { portId: 'in', instanceId: 'src', channelId: 'o/out', sourceType: 0 };
  const limits = { maxSenders: 1, maxReceivers: 2, maxNodes: 3 };
  await world.master.request(
    { kind: 'connectInput', ...address, limits },
    { attachment: { ring: createRing() } },
  );
  await world.master.request({ kind: 'start', startTimestampUsec: 5_000 });
  t.ok((await world.master.request({ kind: 'stop' })).success);
  await settle(world);
  t.ok(world.log.some((line) => line.includes('did not return within')));
  // They were closed after as long as the stop again, once.
  const late = new Promise<'late'>((resolve) => setTimeout(() => resolve('late'), STOP_MSEC / 2));
  t.equal(await Promise.race([closed, late]), 'closed');
});
