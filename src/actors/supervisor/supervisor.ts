/**
 * Puts a supervisor's logic into the thread that runs it.
 *
 * @module
 */
import { openModuleLink, REQUEST_LIMITS_MSEC } from '../../ipc/index.ts';
import { RunState } from '../../shm/index.ts';
import { monotonicUsec } from '../../timing/index.ts';
import { exposeActor, releaseActor, wrapActor } from '../actor-calls.ts';
import { systemThreadControl } from './thread-control.ts';
import { API_VERSION } from './api-version.ts';
import { createPreciseTimer } from './precise-timer.ts';
import { SupervisorCore } from './core.ts';
import type { ModuleCalls, SupervisorActor, SupervisorOptions } from './supervisor-protocol.ts';

/** How long a module that shall leave without its master's word may take, in ms: its stop and then some. */
const LEAVE_LIMIT_MSEC = REQUEST_LIMITS_MSEC.stop + 5_000;

/** How long preparing and stopping may take, in ms: an answer that names what takes so long comes before the master's limit. */
const STEP_LIMIT_MSEC = Math.min(REQUEST_LIMITS_MSEC.prepareRun, REQUEST_LIMITS_MSEC.stop) - 500;

/** Makes a supervisor in the calling thread and lets the module's thread call it. */
export async function createSupervisor(options: SupervisorOptions): Promise<SupervisorActor> {
  const link = await openModuleLink(options.link);
  const { channel, transport } = link;
  const module = wrapActor<ModuleCalls>(options.modulePort);
  const moduleGone = new Promise<void>((resolve) => {
    options.modulePort.once('close', resolve);
  });
  const core = new SupervisorCore({
    instanceId: options.instanceId,
    apiVersion: options.apiVersion ?? API_VERSION,
    channel,
    transport,
    module,
    moduleGone,
    runState: RunState.attach(options.runState),
    threads: systemThreadControl,
    nowUsec: monotonicUsec,
    startPreciseTimer: createPreciseTimer(),
    startTimer: (delayMsec, fire) => {
      const timer = setTimeout(fire, delayMsec);
      return () => clearTimeout(timer);
    },
    limits: {
      prepareMsec: options.limits?.prepareMsec ?? STEP_LIMIT_MSEC,
      stopMsec: options.limits?.stopMsec ?? STEP_LIMIT_MSEC,
      overdueMsec: options.limits?.overdueMsec ?? 2_000,
    },
  });
  exposeActor(core, options.supervisorPort);
  core.open();
  let leaveTimer: NodeJS.Timeout | undefined;
  void link.leaveAsked.then(() => {
    void core.leave();
    // The module's thread may never come back to its event loop: nobody else would end the process.
    leaveTimer = setTimeout(() => process.kill(process.pid, 'SIGKILL'), LEAVE_LIMIT_MSEC);
  });
  return {
    leave: () => core.leave(),
    reportError: (error) => core.reportError(error),
    dispose: async () => {
      clearTimeout(leaveTimer);
      await core.dispose();
      await link.close();
      releaseActor(module);
      options.modulePort.close();
      options.supervisorPort.close();
    },
  };
}
