/**
 * Data between modules that are processes and those in threads of this process.
 *
 * Processes move their items from one to the other without the host. If one end lives here, the
 * host is the other end: a pump between the embedded module's ring and iceoryx2.
 *
 * @module
 */
import {
  outputChannel,
  openProcessTransport,
  type InputLink,
  type MovedCounts,
  type OutputLink,
  type PortLimits,
  type Transport,
} from '../../ipc/index.ts';
import type { SyntalosError } from '../../errors.ts';
import { formatPortRef, type PortRef, type ProjectConnection } from '../project/index.ts';
import { forEachOf } from './attempt-all.ts';
import type { ModuleRecord } from './module-record.ts';

/** Where a process finds an output port. */
export interface PortAddress {
  readonly instanceId: string;
  readonly limits: PortLimits;
}

/** Options of {@link ProcessLinks}. */
export interface ProcessLinksOptions {
  /** Makes the names of this run differ from those of all others on the machine. */
  readonly runIndex: number;
  readonly records: ReadonlyMap<string, ModuleRecord>;
  readonly onFailure: (error: SyntalosError) => void;
}

/** A pump of the host's, and who is fed by it. */
type Bridge = {
  readonly from: PortRef;
  readonly fedModules: ReadonlySet<string>;
} & (
  | { readonly direction: 'from-process'; readonly link: InputLink }
  | { readonly direction: 'to-process'; readonly link: OutputLink }
);

/** The links of one run to and from processes; empty if it has none. */
export class ProcessLinks {
  readonly #options: ProcessLinksOptions;
  readonly #transports = new Map<string, Promise<Transport>>();
  readonly #bridges: Bridge[] = [];
  /** Modules whose pumps failed. */
  readonly #broken = new Set<string>();
  #connections: readonly ProjectConnection[] = [];

  constructor(options: ProcessLinksOptions) {
    this.#options = options;
  }

  /** The connections of the run, once they are all known. */
  setConnections(connections: readonly ProjectConnection[]): void {
    this.#connections = connections;
  }

  /** Name of a module among all processes of the machine: `<module id>_<index>`, as Syntalos has it. */
  instanceIdOf(moduleId: string): string {
    return `${moduleId}_${this.#options.runIndex}`;
  }

  /** Where an output port is found, and by how many: one sender, n receivers (section 8). */
  addressOf(from: PortRef): PortAddress {
    const receivers = this.#connectionsFrom(from).length;
    return {
      instanceId: this.instanceIdOf(from.module),
      limits: { maxSenders: 1, maxReceivers: receivers + 1, maxNodes: receivers + 2 },
    };
  }

  /**
   * Opens the host's ends: embedded readers of a process get a ring, a process that reads from an
   * embedded module a publisher.
   *
   * @throws `ERR_SYNTALOS_IOX`, `ERR_SYNTALOS_TIMEOUT`
   */
  async open(): Promise<void> {
    const seen = new Set<string>();
    for (const { from } of this.#connections) {
      const name = formatPortRef(from);
      if (seen.has(name)) continue;
      seen.add(name);
      await this.#openBridge(from);
    }
  }

  /** All readers have their places: items may come. */
  async begin(): Promise<void> {
    for (const { link } of this.#bridges) await link.begin();
  }

  /**
   * Waits until what processes sent to a module of this process lies in its rings; that it is read
   * there is the caller's to see.
   */
  async drain(moduleId: string, limitMsec: number, isGivenUp: () => boolean): Promise<void> {
    await Promise.all(
      this.#bridges.map(async ({ direction, link, fedModules }) => {
        if (direction === 'from-process' && fedModules.has(moduleId))
          await link.drain({ limitMsec, isGivenUp });
      }),
    );
  }

  /** Whether what a module's outputs hold cannot be moved any more. */
  isBroken(moduleId: string): boolean {
    return this.#broken.has(moduleId);
  }

  /** Items of an output that the host has moved from or to processes by now. */
  movedOf(from: PortRef): MovedCounts {
    const bridge = this.#bridges.find((b) => b.from.module === from.module && b.from.port === from.port);
    return bridge?.link.moved ?? { items: 0, bytes: 0 };
  }

  async close(): Promise<void> {
    const transports = [...this.#transports.values()];
    this.#transports.clear();
    await forEachOf(transports, async (opening) => {
      // Of one that could not be opened there is nothing to close, and its failure has been told.
      await (await opening.catch(() => undefined))?.close();
    });
  }

  #connectionsFrom(from: PortRef): readonly ProjectConnection[] {
    return this.#connections.filter((c) => c.from.module === from.module && c.from.port === from.port);
  }

  #isProcess(moduleId: string): boolean {
    return this.#options.records.get(moduleId)?.module.program.kind === 'process';
  }

  async #openBridge(from: PortRef): Promise<void> {
    const output = this.#options.records.get(from.module)?.outputs.get(from.port);
    const isFromProcess = this.#isProcess(from.module);
    const fedModules = new Set(
      this.#connectionsFrom(from)
        .map(({ to }) => to.module)
        .filter((id) => this.#isProcess(id) !== isFromProcess),
    );
    if (output === undefined || fedModules.size === 0) return;
    const transport = await this.#transportOf(from.module);
    const { instanceId, limits } = this.addressOf(from);
    if (isFromProcess) {
      const channelId = outputChannel(from.port);
      const target = { portId: from.port, instanceId, channelId, limits, attachment: {} };
      const link = await transport.openInput(target);
      output.ring = link.ring;
      this.#bridges.push({ direction: 'from-process', from, link, fedModules });
    } else if (output.ring !== undefined) {
      const link = await transport.openOutput({ portId: from.port, ring: output.ring, limits });
      this.#bridges.push({ direction: 'to-process', from, link, fedModules });
    }
  }

  #transportOf(moduleId: string): Promise<Transport> {
    let transport = this.#transports.get(moduleId);
    if (transport === undefined) {
      transport = openProcessTransport(this.instanceIdOf(moduleId), process.env).then((opened) => {
        opened.onFailure((error) => {
          this.#broken.add(moduleId);
          this.#options.onFailure(error);
        });
        return opened;
      });
      this.#transports.set(moduleId, transport);
    }
    return transport;
  }
}
