/**
 * The other machines of a run, as its host has them.
 *
 * @module
 */
import { join } from 'node:path';
import { SyntalosError, errorOfCode, isSyntalosError, messageOf } from '../../errors.ts';
import { PortPolicy } from '../../ipc/index.ts';
import { answerClock, connectBus, type Bus, type ConnectOptions } from '../../ipc/nats/index.ts';
import { makeFolder } from '../../make-folder.ts';
import { monotonicUsec } from '../../timing/index.ts';
import type { InputSource, LineListener } from '../engine/embedded-module.ts';
import type { ModuleRecord } from '../engine/module-record.ts';
import type { RunningModule } from '../engine/running-module.ts';
import {
  PROVENANCE_FOLDER,
  formatPortRef,
  type PortRef,
  type Project,
  type ProjectConnection,
  type ProjectModule,
  type RunLimits,
} from '../project/index.ts';
import { formatUsec, type MachineReport } from '../report/index.ts';
import { clockSubject, dataPrefix, type AgentOutcome } from './agent-protocol.ts';
import type { ClockRecord } from './clock-record.ts';
import { Glances } from './glances.ts';
import { MachineLinks } from './machine-links.ts';
import { MachineSession } from './machine-session.ts';
import { fetchRecording } from './recording-fetch.ts';
import { startRemoteModule } from './remote-module.ts';

/** How much longer than other calls the end of a recording may take, in ms: all of it is on a disk then, which may be slow. */
const FINISH_MORE_MSEC = 600_000;

/** Options of {@link Machines}. */
export interface MachinesOptions {
  readonly project: Project;
  readonly runUuid: string;
  readonly limits: Required<RunLimits>;
  readonly records: ReadonlyMap<string, ModuleRecord>;
  /** Called when data cannot be moved any more. */
  readonly onFailure: (error: Error) => void;
  readonly onWarning: (text: string) => void;
  /** Gets what a reader of the log wants to know. */
  readonly onInfo: (text: string) => void;
}

/** The end of a link: a machine's name, or undefined for the host. */
type Place = string | undefined;

/** An output, and what the other machines that read it want of it. */
interface Transfer {
  readonly from: PortRef;
  readonly policies: Map<Place, PortPolicy>;
}

/** Connects to the agents that a project names, once a module needs one; does nothing for other projects. */
export class Machines {
  readonly #options: MachinesOptions;
  readonly #sessions = new Map<string, Promise<MachineSession>>();
  readonly #opened: MachineSession[] = [];
  readonly #begins: (() => Promise<void>)[] = [];
  readonly #glances: Glances;
  #stopAnswering: (() => void) | undefined;
  #bus: Promise<Bus> | undefined;
  #links: MachineLinks | undefined;

  constructor(options: MachinesOptions) {
    this.#options = options;
    this.#glances = new Glances({
      records: options.records,
      links: () => this.#hostLinks,
      openOutput: (from) => this.#openOutput(from),
      onInfo: options.onInfo,
    });
  }

  /**
   * Starts a module on its machine.
   *
   * @throws as `startRemoteModule`
   */
  async startModule(
    module: ProjectModule,
    sources: Readonly<Record<string, InputSource>>,
    onLine: LineListener,
  ): Promise<RunningModule> {
    const session = await this.#sessionOf(module.machine!);
    return startRemoteModule({ module, session, sources, onLine });
  }

  /**
   * Opens what these connections need between machines: each output goes once to each machine that reads it.
   *
   * @throws `ERR_SYNTALOS_MACHINE`, `ERR_SYNTALOS_PORT`
   */
  async open(connections: readonly ProjectConnection[]): Promise<void> {
    const transfers = new Map<string, Transfer>();
    for (const { from, to } of connections) {
      const transfer = transfers.get(formatPortRef(from)) ?? { from, policies: new Map<Place, PortPolicy>() };
      transfers.set(formatPortRef(from), transfer);
      const place = this.#placeOf(to);
      if (place === this.#placeOf(from)) continue;
      // Whoever wants all of it gets all of it, for all of that machine.
      const policies = [
        transfer.policies.get(place),
        this.#options.records.get(to.module)?.inputs.get(to.port)?.policy,
      ];
      transfer.policies.set(
        place,
        policies.every((policy) => policy !== PortPolicy.Block) ? PortPolicy.Latest : PortPolicy.Block,
      );
    }
    for (const { from, policies } of transfers.values()) {
      if (policies.size === 0) continue;
      await this.#openOutput(from);
      for (const [place, policy] of policies) await this.#openInput(from, place, policy);
    }
  }

  /**
   * From now on these outputs are looked at here, and no others: those of other machines that no module of the host
   * reads come here while they are.
   */
  lookAt(outputs: readonly PortRef[]): void {
    this.#glances.lookAt(outputs);
  }

  /**
   * All readers have their places: items may come. What is known of the clocks is kept in the recording.
   *
   * @param path - absolute path of the host's recording
   * @throws `ERR_SYNTALOS_MACHINE` - a clock is too unsure, where the project wants that refused
   */
  async begin(path: string): Promise<void> {
    await Promise.all(this.#begins.map((begin) => begin()));
    this.#glances.begin();
    await this.#forAll(async ({ machine, clock }) => {
      this.#checkClock(machine, clock);
      const folder = join(path, PROVENANCE_FOLDER, 'clocks');
      makeFolder(folder);
      await clock.open(join(folder, `${machine}.tsync`), {
        machine,
        collectionId: this.#options.runUuid,
        toleranceUsec: this.#options.project.network!.clockLimitUsec,
      });
    });
  }

  /** @param startUsec - time zero of the run, in µs on the host's clock */
  async start(startUsec: number): Promise<void> {
    const { project, onWarning } = this.#options;
    await this.#forAll(({ machine, clock }) => {
      clock.start(startUsec, project.network!.clockLimitUsec, (uncertaintyUsec) => {
        onWarning(this.#unsureText(machine, uncertaintyUsec));
      });
      return Promise.resolve();
    });
  }

  /** Those that take part, or did. */
  reports(): readonly MachineReport[] {
    return this.#opened.map(({ machine, hostName, clock }) => {
      const report = clock.report();
      return { name: machine, hostName, ...(report === undefined ? {} : { clock: report }) };
    });
  }

  /** Ends what moves data; the agents stay. */
  async closeLinks(): Promise<void> {
    this.#glances.end();
    await this.#links?.close();
    await this.#forAll((session) => session.ask('closing links', (calls) => calls.closeLinks()));
  }

  /**
   * Ends the agents' recordings, and fetches them into that of the host if the project wants that.
   *
   * @param path - absolute path of the host's recording
   * @throws `ERR_SYNTALOS_MACHINE`, `ERR_SYNTALOS_STORAGE` - when that of a machine cannot be had
   */
  async collect(path: string, outcome: AgentOutcome): Promise<void> {
    const { network } = this.#options.project;
    await this.#forAll(async (session) => {
      const recorded = await session.ask(
        'the recording',
        (calls) => calls.finishRecording(outcome),
        FINISH_MORE_MSEC,
      );
      if (recorded.path === undefined || recorded.files.length === 0) return;
      if (network?.collect === false) {
        this.#options.onWarning(
          `What machine "${session.machine}" recorded stays there, in "${recorded.path}"`,
        );
        return;
      }
      try {
        await fetchRecording({ session, files: recorded.files, folder: path, onInfo: this.#options.onInfo });
      } catch (cause) {
        throw errorOfCode(
          isSyntalosError(cause) ? cause.code : 'ERR_SYNTALOS_STORAGE',
          `Cannot fetch what machine "${session.machine}" recorded: ${messageOf(cause)}; it stays there, in "${recorded.path}"`,
          { cause, details: { machine: session.machine, path: recorded.path } },
        );
      }
    });
  }

  async close(): Promise<void> {
    for (const { clock } of this.#opened) clock.close();
    try {
      await this.#forAll((session) => session.close());
    } finally {
      this.#stopAnswering?.();
      const bus = await this.#bus?.catch(() => undefined);
      await bus?.close();
    }
  }

  async #openOutput(from: PortRef): Promise<void> {
    const place = this.#placeOf(from);
    if (place === undefined) {
      await this.#hostLinks.openOutput(from);
      return;
    }
    const session = await this.#sessionOf(place);
    await session.ask(`sending ${formatPortRef(from)}`, (calls) => calls.openOutput(from));
  }

  async #openInput(from: PortRef, place: Place, policy: PortPolicy): Promise<void> {
    if (place === undefined) {
      const links = this.#hostLinks;
      await links.openInput(from, policy);
      const output = this.#options.records.get(from.module)?.outputs.get(from.port);
      if (output !== undefined) output.ring = links.inputRing(from);
      this.#begins.push(() => links.beginInput(from));
      return;
    }
    const session = await this.#sessionOf(place);
    const what = `receiving ${formatPortRef(from)}`;
    await session.ask(what, (calls) => calls.openInput(from, policy));
    this.#begins.push(() => session.ask(what, (calls) => calls.beginInput(from)));
  }

  /** Before the start: a clock that is too unsure is refused, where the project wants that. */
  #checkClock(machine: string, { last }: ClockRecord): void {
    const { refusesUnsureClocks, clockLimitUsec } = this.#options.project.network!;
    if (!refusesUnsureClocks || last === undefined || last.uncertaintyUsec <= clockLimitUsec) return;
    throw new SyntalosError('ERR_SYNTALOS_MACHINE', this.#unsureText(machine, last.uncertaintyUsec), {
      details: { machine },
    });
  }

  #unsureText(machine: string, uncertaintyUsec: number): string {
    const { clockLimitUsec } = this.#options.project.network!;
    return `The clock of machine "${machine}" is known to ±${formatUsec(uncertaintyUsec)} only, more than the ${formatUsec(clockLimitUsec)} of "clock_limit" in [network]: times of its modules are no surer`;
  }

  #placeOf({ module }: PortRef): Place {
    return this.#options.records.get(module)?.module.machine;
  }

  get #hostLinks(): MachineLinks {
    const { records, runUuid, onFailure } = this.#options;
    return (this.#links ??= new MachineLinks({
      connect: { ...this.#connectOptions, name: `${this.#connectOptions.name}, data` },
      prefix: dataPrefix(runUuid),
      ringOf: ({ module, port }) => records.get(module)?.outputs.get(port)?.ring,
      onFailure,
    }));
  }

  #sessionOf(machine: string): Promise<MachineSession> {
    let session = this.#sessions.get(machine);
    if (session === undefined) {
      session = this.#openSession(machine);
      session.catch(() => undefined); // each module that needs it hears of it
      this.#sessions.set(machine, session);
    }
    return session;
  }

  async #openSession(machine: string): Promise<MachineSession> {
    const { project, runUuid, limits, onWarning, onFailure } = this.#options;
    const bus = await this.#connect();
    const silenceMsec = project.network!.silenceMsec;
    this.#stopAnswering ??= answerClock(bus.wire, clockSubject(runUuid), monotonicUsec);
    const session = await MachineSession.open({
      bus,
      machine,
      project,
      runUuid,
      limits,
      silenceMsec,
      onWarning,
      onFailure,
    });
    this.#opened.push(session);
    return session;
  }

  #connect(): Promise<Bus> {
    return (this.#bus ??= connectBus(this.#connectOptions));
  }

  get #connectOptions(): ConnectOptions {
    const { network, name } = this.#options.project;
    return { servers: network?.servers ?? [], credentials: network?.credentials, name: `host of ${name}` };
  }

  /** Those that are there; one that fails leaves the others, and of several that fail the first is thrown. */
  async #forAll(work: (session: MachineSession) => Promise<void>): Promise<void> {
    const errors: unknown[] = [];
    await Promise.all(
      [...this.#sessions.values()].map(async (opening) => {
        const session = await opening.catch(() => undefined);
        if (session === undefined || session.isGone) return;
        await work(session).catch((error: unknown) => errors.push(error));
      }),
    );
    for (const error of errors.slice(1)) this.#options.onWarning(messageOf(error));
    if (errors.length > 0) throw errors[0];
  }
}
