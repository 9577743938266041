/**
 * The life of a module's run, as its supervisor carries it out: prepare, start, stop.
 *
 * States and order of steps: wire protocol, section 5.
 *
 * @module
 */
import { isSyntalosError, SyntalosError } from '../../errors.ts';
import { ModuleState, type MasterRequest } from '../../ipc/index.ts';
import { RunPhase, type RunState } from '../../shm/index.ts';
import type { SynchronizerActors } from '../synchronizer/synchronizer-actors.ts';
import type { DelayedCalls } from './delayed-calls.ts';
import type { ModuleThread } from './module-thread.ts';
import type { ModulePorts } from './ports/module-ports.ts';
import { undrainedText, type UndrainedItems } from './ports/undrained.ts';
import type { ModuleReports } from './reports.ts';
import type { KnownLimits } from './limits.ts';
import { formatUuid } from './uuid-text.ts';

/** How long items that are on their way may stand still at a stop, in ms: nobody takes them then. */
const DRAIN_STALL_MSEC = 2_000;

/** What a run's life works on. */
export interface RunLifeParts {
  readonly instanceId: string;
  readonly runState: RunState;
  readonly limits: KnownLimits;
  readonly module: ModuleThread;
  readonly ports: ModulePorts;
  readonly synchronizers: SynchronizerActors;
  readonly delayed: DelayedCalls;
  readonly reports: ModuleReports;
}

/** What became of the module thread's part of a stop: it may have thrown, or not have come back. */
type StopOutcome = 'stopped' | 'failed' | 'hangs';

/** Answers a request of the master: whether it was carried out. */
type Reply = (success: boolean) => void;

/** Takes one module through its runs. */
export class RunLife {
  /** Whether the master may go on before the start callback has ended. */
  allowsAsyncStart = true;
  readonly #parts: RunLifeParts;
  /** The module said that it has nothing more to give, before the run was running. */
  #isDormant = false;
  #ending: Promise<StopOutcome> | undefined;
  #leaving: Promise<void> | undefined;

  constructor(parts: RunLifeParts) {
    this.#parts = parts;
  }

  async prepare(request: Extract<MasterRequest, { kind: 'prepareRun' }>, reply: Reply): Promise<void> {
    const { instanceId, limits, module, reports, runState } = this.#parts;
    reports.beginRun();
    runState.resetCounters();
    runState.beginRun();
    reports.setState(ModuleState.Preparing);
    let success = false;
    try {
      const { subjectId, subjectGroup, edlRootPath, moduleName } = request;
      const run = { subjectId, subjectGroup, edlRootPath, moduleName, runUuid: formatUuid(request.runUuid) };
      ({ success } = await module.ask('prepareRun', module.calls.prepare(run), limits.prepareMsec));
    } catch (error) {
      // Of a thread that has ended, that is said.
      if (!module.isDetached) reports.thrown(error);
    }
    if (success) {
      reports.setState(ModuleState.Ready);
    } else if (!module.isDetached && !reports.hasError()) {
      reports.thrown(
        new SyntalosError(
          'ERR_SYNTALOS_CALLBACK',
          `Callback "prepare" of module "${instanceId}" refused the run: it returned false`,
        ),
      );
    }
    reply(success);
  }

  async start(startTimeUsec: number, reply: Reply): Promise<void> {
    const { module, ports, reports, runState } = this.#parts;
    runState.startRun(startTimeUsec);
    for (const port of ports.outputs.values()) await module.guard(port.begin());
    if (this.allowsAsyncStart) {
      reply(true);
      this.#begin();
      await module.guard(module.calls.start());
      return;
    }
    await module.guard(module.answer('start', module.calls.start()));
    reply(!reports.hasError());
    if (!reports.hasError()) this.#begin();
  }

  async stop(reply: Reply): Promise<void> {
    const { limits, module, ports } = this.#parts;
    // A signal may come while the master's stop is carried out.
    this.#ending ??= this.#endRun().finally(() => (this.#ending = undefined));
    const outcome = await this.#ending;
    reply(!module.isDetached);
    const leaving = module.ask('leaveInputs', module.calls.leaveInputs(), limits.stopMsec);
    // What was wrong was said above: once is enough.
    if (outcome === 'stopped') await module.guard(leaving);
    else if (outcome === 'failed') await leaving.catch(() => undefined);
    // A thread that hangs leaves its inputs when it comes back; its senders must not wait for it.
    else leaving.catch(() => undefined);
    // All at once: what the next run has connected by the time that one is closed must not go with it.
    await Promise.all([...ports.inputs.values()].map((port) => port.disconnect()));
  }

  /** Stops the run, if one goes on, and shuts the module down: its thread or process is to end. Idempotent. */
  leave(): Promise<void> {
    return (this.#leaving ??= this.#leave());
  }

  /**
   * The module has nothing more to give in this run; before its first one, in that. Between two runs it says
   * so of the last, which is over.
   */
  noteDormant(): void {
    const { reports, runState } = this.#parts;
    if (reports.state === ModuleState.Running) reports.setState(ModuleState.Dormant);
    else if (runState.phase !== RunPhase.idle || runState.runEpoch === 0) this.#isDormant = true;
  }

  /** Ends every wait of the module's thread: `submit`, reads, synchronizer calls. */
  requestStop(): void {
    this.#parts.runState.requestStop();
    this.#parts.ports.interrupt();
  }

  #begin(): void {
    const { reports } = this.#parts;
    reports.setState(ModuleState.Running);
    if (this.#isDormant) reports.setState(ModuleState.Dormant);
  }

  async #leave(): Promise<void> {
    const { module, runState } = this.#parts;
    this.requestStop();
    if (runState.phase !== RunPhase.idle) await this.stop(() => undefined);
    await module.guard(module.ask('shutdown', module.calls.shutdown()));
  }

  async #endRun(): Promise<StopOutcome> {
    const { delayed, limits, module, reports, runState, synchronizers } = this.#parts;
    const begin = performance.now();
    const deadline = begin + limits.drainMsec;
    const unread = await this.#drain('input', deadline);
    this.requestStop();
    delayed.clear();
    const leftMsec = limits.stopMsec - Math.round(performance.now() - begin);
    const limitMsec = Math.max(leftMsec, Math.min(limits.stopMsec, DRAIN_STALL_MSEC));
    const stopping = module.ask('stop', module.calls.stop(), limitMsec);
    const hasStopped = await module.guard(stopping);
    const hangs = await stopping.then(
      () => false,
      (error: unknown) => isSyntalosError(error, 'ERR_SYNTALOS_CALLBACK_OVERDUE'),
    );
    await this.#reportLateItems(unread, begin);
    await this.#drain('output', deadline);
    await synchronizers.closeAll();
    runState.setPhase(RunPhase.idle);
    this.#isDormant = false;
    reports.reportCounts();
    reports.setState(ModuleState.Idle);
    return hasStopped ? 'stopped' : hangs ? 'hangs' : 'failed';
  }

  /**
   * Items that are on their way when the run stops still arrive, if that does not take long.
   *
   * @returns what was left, as it was warned of
   */
  async #drain(direction: 'input' | 'output', deadline: number): Promise<readonly UndrainedItems[]> {
    const { limits, ports, reports, runState } = this.#parts;
    if (reports.hasError() || runState.phase !== RunPhase.running) return [];
    // Nobody reads any more if the process is to end, not just the run.
    if (direction === 'input' && runState.isStopRequested) return [];
    // A stop callback that took the time away still leaves some for what it submitted.
    const stallMsec = Math.min(DRAIN_STALL_MSEC, limits.drainMsec);
    const limitMsec = Math.max(deadline - performance.now(), stallMsec);
    const begin = performance.now();
    const left = await ports.drain(direction, { limitMsec, stallMsec });
    for (const items of left) this.#warnOf(items, begin);
    return left;
  }

  /**
   * Counts what came after the inputs had been waited for and nobody has read, as where a circle of modules is
   * stopped. Ports that were warned of already are passed over.
   */
  async #reportLateItems(warned: readonly UndrainedItems[], begin: number): Promise<void> {
    const { ports, reports, runState } = this.#parts;
    if (reports.hasError() || runState.phase !== RunPhase.running) return;
    const known = new Set(warned.map(({ portId }) => portId));
    const left = await ports.drain('input', { limitMsec: 0 });
    for (const items of left) if (!known.has(items.portId)) this.#warnOf(items, begin);
  }

  #warnOf(items: UndrainedItems, begin: number): void {
    this.#parts.reports.warnAlways(undrainedText(items, Math.round(performance.now() - begin)));
  }
}
