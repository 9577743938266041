/**
 * Puts a supervisor's logic into the thread that runs it.
 *
 * @module
 */
import { endsWithin } from '../../deadline.ts';
import { openModuleLink, REQUEST_LIMITS_MSEC } from '../../ipc/index.ts';
import { RunPhase, RunState } from '../../shm/index.ts';
import { monotonicUsec } from '../../timing/index.ts';
import { exposeActor, releaseActor, wrapActor } from '../actor-calls.ts';
import { systemThreadControl } from './thread-control.ts';
import { API_VERSION } from './api-version.ts';
import { CallbackId } from './callback-names.ts';
import { createPreciseTimer } from './precise-timer.ts';
import { SupervisorCore } from './core.ts';
import { supervisorLimits } from './limits.ts';
import type { ModuleCalls, SupervisorActor, SupervisorOptions } from './supervisor-protocol.ts';

/** How long a module that must leave without a request of its master may take, in ms: longer than a stop. */
const LEAVE_LIMIT_MSEC = REQUEST_LIMITS_MSEC.stop + 5_000;

/**
 * How long the event loop of a module that was asked to leave may stand still, in ms: what it waits for has
 * ended by then, so that it hangs.
 */
const HANG_LIMIT_MSEC = 1_500;

/** Whether the module's thread saves what its run has left: that may take its time. */
function isStopping({ callback, phase }: RunState): boolean {
  return phase !== RunPhase.idle && (callback.id === CallbackId.Stop || callback.id === CallbackId.None);
}

/** Makes a supervisor in the calling thread and lets the module's thread call it. */
export async function createSupervisor(options: SupervisorOptions): Promise<SupervisorActor> {
  const link = await openModuleLink(options.link);
  const { channel, transport } = link;
  const module = wrapActor<ModuleCalls>(options.modulePort);
  const moduleGone = new Promise<void>((resolve) => {
    options.modulePort.once('close', resolve);
  });
  const runState = RunState.attach(options.runState);
  const core = new SupervisorCore({
    instanceId: options.instanceId,
    apiVersion: options.apiVersion ?? API_VERSION,
    channel,
    transport,
    module,
    moduleGone,
    runState,
    threads: systemThreadControl,
    program: options.program,
    nowUsec: monotonicUsec,
    wallMsec: Date.now,
    startPreciseTimer: createPreciseTimer(),
    startTimer: (delayMsec, fire) => {
      const timer = setTimeout(fire, delayMsec);
      return () => clearTimeout(timer);
    },
    limits: supervisorLimits(options.limits),
  });
  exposeActor(core, options.supervisorPort);
  core.open();
  let isDisposed = false;
  let leaveTimer: NodeJS.Timeout | undefined;
  void link.leaveAsked.then(async () => {
    void core.leave();
    // The module's thread may never come back to its event loop: nobody else would end the process.
    const end = (): boolean => process.kill(process.pid, 'SIGKILL');
    leaveTimer = setTimeout(end, LEAVE_LIMIT_MSEC);
    const answer = module.ping().catch(() => undefined);
    const isAlive = await endsWithin(answer, HANG_LIMIT_MSEC);
    if (!isAlive && !isDisposed && !isStopping(runState)) end();
  });
  return {
    leave: () => core.leave(),
    reportError: (error) => core.reportError(error),
    reportLastError: (error, done) => core.reportLastError(error, done),
    dispose: async () => {
      isDisposed = true;
      clearTimeout(leaveTimer);
      await core.dispose();
      await link.close();
      releaseActor(module);
      options.modulePort.close();
      options.supervisorPort.close();
    },
  };
}
