/**
 * The steps of a run, in the order of Syntalos (wire protocol, section 5).
 *
 * Sources stop first, and a consumer only after it has taken what was written for it.
 *
 * @module
 */
import { parse as parseUuid } from 'uuid';
import { sleep } from '../../deadline.ts';
import { RingControl } from '../../shm/index.ts';
import type { Machines } from '../machines/index.ts';
import {
  RECORDERS,
  formatPortRef,
  unconnectedText,
  type Project,
  type ProjectConnection,
  type RunLimits,
} from '../project/index.ts';
import type { RunOptions } from '../project-run.ts';
import type { SourceReport } from '../report/index.ts';
import { attemptAll, forEachOf } from './attempt-all.ts';
import { HoldWatch } from './hold-watch.ts';
import { DRAIN_POLL_MSEC } from './limits.ts';
import { makeMeters } from './make-meters.ts';
import type { FedInput, LoadContext, ModuleDriver } from './module-driver.ts';
import type { ModuleRecord } from './module-record.ts';
import type { PortMeter, RingCounter } from './port-meter.ts';
import type { ProcessLinks } from './process-links.ts';
import type { Recording } from './recording.ts';
import type { RunLife } from './run-life.ts';
import type { RunLog } from './run-log.ts';
import type { SettingsKeeper } from './settings-store.ts';
import { paceOf } from './source-pace.ts';
import type { SupervisorThreads } from './supervisor-threads.ts';
import type { Wiring } from './wiring.ts';

/** An input whose source is gone has read all that it will if it has read nothing for this long, in ms. */
const QUIET_MSEC = 500;

/** The parts of a run that its steps work with. */
export interface RunParts {
  readonly project: Project;
  readonly runUuid: string;
  readonly limits: Required<RunLimits>;
  readonly connect: RunOptions['connect'];
  /** When the run stops by itself, in ms; unset: it does not. */
  readonly durationMsec: number | undefined;
  readonly life: RunLife;
  readonly log: RunLog;
  readonly records: ReadonlyMap<string, ModuleRecord>;
  readonly drivers: ReadonlyMap<string, ModuleDriver>;
  readonly wiring: Wiring;
  readonly links: ProcessLinks;
  readonly settings: SettingsKeeper;
  readonly supervisors: SupervisorThreads;
  readonly machines: Machines;
}

/** Takes all modules of one run through each step. */
export class RunSteps {
  readonly #parts: RunParts;
  /** Sources first. */
  #levels: readonly (readonly ModuleDriver[])[] = [];
  #meters: readonly PortMeter[] = [];
  #holds: HoldWatch | undefined;

  constructor(parts: RunParts) {
    this.#parts = parts;
  }

  /** Counters of all ports; none before the modules are loaded. */
  get meters(): readonly PortMeter[] {
    return this.#meters;
  }

  /** What each source gave of what was due, by now; only those that have times of their own. */
  sources(): readonly SourceReport[] {
    const { records, wiring, life } = this.#parts;
    const watch = this.#holds;
    if (watch === undefined) return [];
    return [...records.values()]
      .filter(
        ({ id, running }) =>
          wiring.connectionsTo(id).length === 0 || (running?.counters?.schedule.ticksDue ?? 0) > 0,
      )
      .flatMap((record) => {
        const outputs = this.#meters.filter(
          ({ direction, ref }) => direction === 'output' && ref.module === record.id,
        );
        const source = paceOf({ record, outputs, watch, durationUsec: life.durationMsec * 1000 });
        return source === undefined ? [] : [source];
      });
  }

  /** The inputs that an output feeds, as their meters. */
  readersOf({ direction, ref }: PortMeter): readonly PortMeter[] {
    if (direction === 'input') return [];
    const readers = this.#parts.wiring.readersOf(ref);
    return this.#meters.filter(
      (meter) =>
        meter.direction === 'input' &&
        readers.some(({ module, port }) => module === meter.ref.module && port === meter.ref.port),
    );
  }

  /** Loads all modules, then connects their ports as far as the run's plan goes. */
  async load(): Promise<void> {
    const { life, log, wiring, links, records, drivers, connect } = this.#parts;
    await this.#loadThose((driver) => !isRecorder(driver));
    await this.#loadThose(isRecorder);
    if (life.mayGoOn) {
      const errors = wiring.complete(connect?.(wiring.ports()) ?? []);
      for (const error of errors) log.fail(error, 'its connections do not fit');
      links.setConnections(wiring.connections);
      const open = wiring.unconnectedInputs().map(formatPortRef);
      if (open.length > 0) log.warn(unconnectedText(open));
    }
    // The user hears of all that is wrong at once.
    else if ([...records.values()].some(({ errors }) => errors.length > 0)) {
      for (const error of wiring.errorsBetweenIdle()) log.fail(error, 'its connections do not fit');
    }
    this.#levels = wiring.levels().map((level) => level.map((id) => drivers.get(id)!));
    this.#meters = makeMeters(records, wiring.connections, links);
    this.#holds = new HoldWatch(
      this.#meters,
      (output) => this.readersOf(output),
      () => life.runTimeUsec(),
    );
  }

  async #loadThose(test: (driver: ModuleDriver) => boolean): Promise<void> {
    await this.#forAll(async (driver) => {
      if (test(driver)) await driver.load(this.#contextOf(driver));
    });
  }

  /** Prepares level after level, then hands each input its ring. */
  async prepare(recording: Recording): Promise<void> {
    const { project, runUuid, life, links, machines, wiring } = this.#parts;
    life.phase = 'preparing';
    const run = {
      subject: project.run.subject,
      runUuid: parseUuid(runUuid),
      edlRootPath: recording.path,
    };
    const prepareOne = (driver: ModuleDriver): Promise<void> =>
      driver.prepare(
        run,
        this.#feedOf(driver),
        (port) => links.addressOf({ module: driver.record.id, port }).limits,
      );
    for (const level of this.#levels) {
      const others = level.filter((driver) => !isRecorder(driver));
      await Promise.all([...others.map(prepareOne), inOrder(level.filter(isRecorder), prepareOne)]);
      if (!life.mayGoOn) return;
    }
    const isFromProcess = ({ from }: ProjectConnection): boolean => this.#isProcess(from.module);
    // What comes from a process of this machine is there only once the host has its end.
    await machines.open(wiring.connections.filter((connection) => !isFromProcess(connection)));
    await links.open();
    await machines.open(wiring.connections.filter(isFromProcess));
    await this.#forAll((driver) => driver.connect(this.#feedOf(driver)));
    for (const meter of this.#meters) {
      const ring = this.#ringOf(meter);
      if (ring !== undefined) meter.begin(ring);
    }
    await machines.begin(recording.path);
    // Last: a process may send before it is asked to start.
    await links.begin();
  }

  /** Starts level after level, all with one start time. */
  async start(): Promise<void> {
    const { life, machines } = this.#parts;
    const startTimestampUsec = life.beginClock();
    await machines.start(startTimestampUsec);
    this.#holds?.start();
    for (const level of this.#levels) {
      await Promise.all(level.map((driver) => driver.start(startTimestampUsec, this.#feedOf(driver))));
      if (!life.mayGoOn) return;
    }
    // Only now: a source that is dry at once must not keep its consumers from starting.
    life.noteStarted();
    this.stopIfDry();
  }

  /** Ends the run once no source has anything more to give. */
  stopIfDry(): void {
    const { life, wiring } = this.#parts;
    if (life.hasStarted && wiring.isDry) life.stop('its sources have nothing more to give');
  }

  /** Waits until the run is to end, by its duration at the latest. */
  async untilStop(): Promise<void> {
    const { life, durationMsec } = this.#parts;
    if (durationMsec === undefined) return life.stopRequested;
    const left = durationMsec - (life.runTimeUsec() ?? 0) / 1000;
    const timer = setTimeout(
      () => life.stop(`its duration of ${durationMsec / 1000} s is over`),
      Math.ceil(left),
    );
    await life.stopRequested;
    clearTimeout(timer);
  }

  /** Stops level after level, each when it has taken what was written for it. */
  async stop(): Promise<void> {
    const { life } = this.#parts;
    this.#holds?.end();
    for (const level of this.#levels) {
      await Promise.all(
        level.map(async (driver) => {
          if (life.runTimeUsec() !== undefined) await this.#drain(driver.record);
          if (!life.isKilled) await driver.stop();
        }),
      );
    }
  }

  /** Keeps the modules' settings and ends all programs and threads. */
  async shutdown(): Promise<void> {
    await attemptAll([
      () => this.#forAll((driver) => driver.saveSettings(this.#contextOf(driver))),
      () => this.end(),
    ]);
  }

  /** Ends all programs and threads: each, whatever has become of the others. */
  async end(): Promise<void> {
    const { links, machines, supervisors } = this.#parts;
    await attemptAll([
      () => links.close(),
      () => machines.closeLinks(),
      () => this.#forAll((driver) => driver.shutdown()),
      () => supervisors.close(),
    ]);
  }

  /** Waits until a module has taken what was written for it, as far as it still takes anything. */
  async #drain(record: ModuleRecord): Promise<void> {
    const { life, limits, links } = this.#parts;
    const inputs = this.#meters.filter(
      ({ ref, direction }) => direction === 'input' && ref.module === record.id,
    );
    const deadline = performance.now() + limits.drainMsec;
    const takesNothing = (): boolean => record.errors.length > 0 || record.hasEnded || life.isKilled;
    await links.drain(record.id, limits.drainMsec, takesNothing);
    const quiet = new QuietWatch();
    while (!takesNothing()) {
      const isAwaited = inputs.some(
        (input) => input.isAwaited && !(this.#isCutOff(input) && quiet.isQuiet(input)),
      );
      if (!isAwaited || performance.now() > deadline) return;
      await sleep(DRAIN_POLL_MSEC);
    }
  }

  /** Whether the machine or the link that feeds an input is gone: not all that was written for it can come any more. */
  #isCutOff({ ref }: PortMeter): boolean {
    const { wiring, records, links } = this.#parts;
    const from = wiring.sourceOf(ref);
    const source = from && records.get(from.module);
    if (source === undefined) return false;
    return links.isBroken(source.id) || (source.running?.remote !== undefined && source.hasEnded);
  }

  #forAll(work: (driver: ModuleDriver) => Promise<void>): Promise<void> {
    return forEachOf(this.#parts.drivers.values(), work);
  }

  #contextOf({ record }: ModuleDriver): LoadContext {
    const { project, settings, supervisors, machines, links, wiring, log } = this.#parts;
    const sources = wiring.sourcesOf(record.id);
    return {
      projectFolder: project.folder,
      sources,
      settings,
      supervisorThread: () => supervisors.threadFor(record.module),
      startRemote: (module, onLine) => machines.startModule(module, sources, onLine),
      instanceId: links.instanceIdOf(record.id),
      onLine: (stream, line) => log.add(stream === 'stderr' ? 'warning' : 'info', line, record.id),
    };
  }

  #feedOf({ record }: ModuleDriver): readonly FedInput[] {
    const { wiring, links } = this.#parts;
    return wiring.connectionsTo(record.id).flatMap((connection) => {
      const source = wiring.outputOf(connection.from);
      if (source === undefined) return [];
      const isSought = this.#isProcess(record.id);
      return [{ connection, source, ...(isSought ? { address: links.addressOf(connection.from) } : {}) }];
    });
  }

  #isProcess(moduleId: string): boolean {
    return this.#parts.records.get(moduleId)?.module.program.kind === 'process';
  }

  /** The ring that a port writes to or is fed from, where its writer counts. */
  #ringOf({ direction, ref }: PortMeter): RingCounter | undefined {
    const { wiring, records } = this.#parts;
    const from = direction === 'output' ? ref : wiring.sourceOf(ref);
    const record = from && records.get(from.module);
    if (from === undefined || record === undefined) return undefined;
    const { remote } = record.running ?? {};
    if (remote !== undefined) return remote.outputRing([...record.outputs.keys()].indexOf(from.port));
    const ring = record.outputs.get(from.port)?.ring;
    return ring && RingControl.attach(ring);
  }
}

/** Knows which inputs have read nothing for a while. */
class QuietWatch {
  readonly #seen = new Map<PortMeter, { readonly items: number; readonly sinceMsec: number }>();

  isQuiet(input: PortMeter): boolean {
    const { itemCount } = input.counts();
    const nowMsec = performance.now();
    const seen = this.#seen.get(input);
    if (seen?.items === itemCount) return nowMsec - seen.sinceMsec > QUIET_MSEC;
    this.#seen.set(input, { items: itemCount, sinceMsec: nowMsec });
    return false;
  }
}

function isRecorder({ record }: ModuleDriver): boolean {
  const { program } = record.module;
  return program.kind === 'built-in' && RECORDERS.includes(program.name);
}

/** One after the other, so that names which several want go to the same one in each run. */
async function inOrder<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  for (const item of items) await work(item);
}
