/** A submit that waits for room when its run ends, while the next run is near. */
import { MessageChannel } from 'node:worker_threads';
import { test, type Test } from 'tap';
import { DataType, type OutputPort, type TableRow } from 'syntalos-mlink';
import { exposeActor } from '#src/actors/actor-calls';
import { ActorThread, type SupervisorCalls } from '#src/actors/index';
import { openMasterChannel } from '#src/ipc/embedded/index';
import { connectModule } from '#src/program/init-link';
import { monotonicUsec } from '#src/timing/monotonic-usec';
import { RingControl, RingReader, RunPhase, RunState } from '#src/shm/index';

interface World {
  readonly output: OutputPort<TableRow>;
  readonly runState: RunState;
  /** Between two runs: the stop, and the end of all that read from the port. */
  readonly endRun: () => void;
}

/** A module with one output, in this thread: what its supervisor does happens between two of its steps. */
async function openWorld(t: Test): Promise<World> {
  const toSupervisor = new MessageChannel();
  const toModule = new MessageChannel();
  const runState = RunState.create();
  let ring: SharedArrayBuffer | undefined;
  exposeActor(
    {
      attachThread: () => undefined,
      registerOutput: (_spec: unknown, itsRing: SharedArrayBuffer) => void (ring = itsRing),
      detach: () => undefined,
    },
    toSupervisor.port1,
  );
  const { link } = await connectModule({
    instanceId: 'module',
    runState: runState.buffer,
    supervisorPort: toSupervisor.port2,
    modulePort: toModule.port2,
    moduleSettings: undefined,
  });
  t.teardown(async () => {
    await link[Symbol.asyncDispose]();
    toSupervisor.port1.close();
    toModule.port1.close();
  });
  const output = await link.registerOutputPort('out', 'Output', DataType.TableRow);
  const reader = RingReader.attach(ring!); // never reads
  runState.beginRun();
  runState.startRun(1_000);
  return {
    output,
    runState,
    endRun: () => {
      runState.requestStop();
      RingControl.attach(ring!).interrupt();
      runState.setPhase(RunPhase.idle);
      reader.close();
    },
  };
}

/** Submits until one has to wait: the ring is full then. */
async function submitUntilFull(
  output: OutputPort<TableRow>,
): Promise<{ readonly waiting: Promise<boolean> }> {
  for (;;) {
    const seen = { isSent: false };
    const waiting = output.submitAsync(['x'.repeat(64 * 1024)]);
    void waiting.then(() => (seen.isSent = true));
    // One that has room is sent before the next turn of the event loop.
    await new Promise(setImmediate);
    if (!seen.isSent) return { waiting };
  }
}

// The supervisor may be so far when a thread that computed comes back to its event loop.
for (const next of ['is being prepared', 'has started'] as const) {
  test(`a submit that waited when its run ended answers false, though the next run ${next}`, async (t) => {
    const { output, runState, endRun } = await openWorld(t);
    const { waiting } = await submitUntilFull(output);
    const behindIt = output.submitAsync(['next']);
    endRun();
    runState.beginRun();
    if (next === 'has started') runState.startRun(2_000);
    t.strictSame(await Promise.all([waiting, behindIt]), [false, false]);
    if (next === 'has started') t.ok(await output.submitAsync(['of the next run']));
    else await t.rejects(output.submitAsync(['too early']), { code: 'ERR_SYNTALOS_INVALID_STATE' });
  });
}

/** Takes a module of this thread, with a supervisor in a thread of its own, from run to run as a master does. */
test('with a supervisor in its thread: what waited at the end of a run is answered false, and the next run sends again', async (t) => {
  const [control, toSupervisor, toModule] = [
    new MessageChannel(),
    new MessageChannel(),
    new MessageChannel(),
  ];
  const runState = RunState.create();
  const master = openMasterChannel(control.port1);
  let ring: SharedArrayBuffer | undefined;
  master.serve((request, reply, attachment) => {
    if (request.kind === 'outputPortChange') ring = attachment.ring ?? ring;
    reply({ kind: 'done', success: true });
    return Promise.resolve();
  });
  const supervisors = new ActorThread('supervisor');
  const supervisor = await supervisors.spawn<SupervisorCalls, 'supervisor'>(
    'supervisor',
    {
      instanceId: 'module',
      link: { kind: 'embedded', port: control.port2 },
      runState: runState.buffer,
      modulePort: toModule.port1,
      supervisorPort: toSupervisor.port1,
    },
    [control.port2, toModule.port1, toSupervisor.port1],
  );
  const { link } = await connectModule({
    instanceId: 'module',
    runState: runState.buffer,
    supervisorPort: toSupervisor.port2,
    modulePort: toModule.port2,
    moduleSettings: undefined,
  });
  t.teardown(async () => {
    await link[Symbol.asyncDispose]();
    await supervisor.dispose();
    await master.close();
    await supervisors.close();
  });
  const output = await link.registerOutputPort('out', 'Output', DataType.TableRow);
  let isTooEarly = false;
  link.onPrepare = async () => {
    await output.submitAsync(['too early']).catch(() => (isTooEarly = true));
    return true;
  };
  const served = link.awaitDataForever();
  const startRun = async (): Promise<void> => {
    const run = {
      subjectId: '',
      subjectGroup: '',
      runUuid: new Uint8Array(16),
      edlRootPath: '',
      moduleName: 'm',
    };
    t.match(await master.request({ kind: 'prepareRun', ...run }), { success: true });
    t.match(await master.request({ kind: 'start', startTimestampUsec: monotonicUsec() }), { success: true });
  };
  for (const number of [1, 2, 3]) {
    await startRun();
    t.ok(isTooEarly, `run ${number} is not open before its start`);
    isTooEarly = false;
    t.ok(await output.submitAsync([`of run ${number}`]), `run ${number} sends`);
    const reader = RingReader.attach(ring!); // never reads
    const { waiting } = await submitUntilFull(output);
    const behindIt = output.submitAsync(['next']);
    const stopping = master.request({ kind: 'stop' });
    while (!runState.isStopRequested); // this thread computes while its supervisor begins the stop
    reader.close();
    t.match(await stopping, { success: true });
    t.strictSame(await Promise.all([waiting, behindIt]), [false, false], `run ${number}`);
  }
  await master.request({ kind: 'shutdown' });
  await served;
});
