/**
 * Puts a supervisor's logic into the thread that runs it.
 *
 * @module
 */
import { openWorkerLink } from '../../ipc/index.ts';
import { RunState } from '../../shm/index.ts';
import { monotonicUsec } from '../../timing/index.ts';
import { exposeActor, releaseActor, wrapActor } from '../actor-calls.ts';
import type { Actor } from '../actor-protocol.ts';
import { systemThreadControl } from '../thread-control.ts';
import { API_VERSION } from './api-version.ts';
import { createPreciseTimer } from './precise-timer.ts';
import { SupervisorCore } from './supervisor-core.ts';
import type { ModuleCalls, SupervisorOptions } from './supervisor-protocol.ts';

/** Makes a supervisor in the calling thread and lets the module's thread call it. */
export async function createSupervisor(options: SupervisorOptions): Promise<Actor> {
  const { channel, transport } = await openWorkerLink(options.link);
  const module = wrapActor<ModuleCalls>(options.modulePort);
  const moduleGone = new Promise<void>((resolve) => {
    options.modulePort.once('close', resolve);
  });
  const core = new SupervisorCore({
    instanceId: options.instanceId,
    apiVersion: API_VERSION,
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
  return {
    dispose: async () => {
      await core.dispose();
      releaseActor(module);
      options.modulePort.close();
      options.supervisorPort.close();
    },
  };
}
