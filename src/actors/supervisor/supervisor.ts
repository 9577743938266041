/**
 * Puts a supervisor's logic into the thread that runs it.
 *
 * @module
 */
import { openWorkerLink } from '../../ipc/index.ts';
import { RunState } from '../../shm/index.ts';
import { monotonicUsec } from '../../timing/index.ts';
import { exposeActor, releaseActor, wrapActor } from '../actor-calls.ts';
import { systemThreadControl } from '../thread-control.ts';
import { API_VERSION } from './api-version.ts';
import { createPreciseTimer } from './precise-timer.ts';
import { SupervisorCore } from './supervisor-core.ts';
import type { ModuleCalls, SupervisorActor, SupervisorOptions } from './supervisor-protocol.ts';

/** How long a module whose master is gone may take to end, in ms. */
const ORPHAN_LIMIT_MSEC = 10_000;

/** Makes a supervisor in the calling thread and lets the module's thread call it. */
export async function createSupervisor(options: SupervisorOptions): Promise<SupervisorActor> {
  const link = await openWorkerLink(options.link);
  const { channel, transport, masterGone } = link;
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
      prepareMsec: options.limits?.prepareMsec ?? 15_000,
      stopMsec: options.limits?.stopMsec ?? 15_000,
      overdueMsec: options.limits?.overdueMsec ?? 2_000,
    },
  });
  exposeActor(core, options.supervisorPort);
  core.open();
  let orphanTimer: NodeJS.Timeout | undefined;
  void masterGone.then(() => {
    void core.leave();
    // The module's thread may never come back to its event loop: nobody else would end the process.
    orphanTimer = setTimeout(() => process.kill(process.pid, 'SIGKILL'), ORPHAN_LIMIT_MSEC);
  });
  return {
    leave: () => core.leave(),
    raiseError: (error, title) => core.raiseError(error, title),
    dispose: async () => {
      clearTimeout(orphanTimer);
      await core.dispose();
      await link.flushLog();
      releaseActor(module);
      options.modulePort.close();
      options.supervisorPort.close();
    },
  };
}
