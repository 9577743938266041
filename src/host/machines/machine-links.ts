/**
 * The data that one machine of a run sends to others, and gets from them. The host has one of these, and each agent.
 *
 * All readers of an output on one machine share one link, and the ring behind it.
 *
 * @module
 */
import { SyntalosError } from '../../errors.ts';
import type { PortPolicy } from '../../ipc/index.ts';
import { LinkThread, type ConnectOptions, type LinkedPort } from '../../ipc/nats/index.ts';
import { formatPortRef, type PortRef } from '../project/index.ts';

/** Options of {@link MachineLinks}. */
export interface MachineLinksOptions {
  /** The thread that moves the data has a connection of its own. */
  readonly connect: ConnectOptions;
  /** First part of all subjects of the run's data. */
  readonly prefix: string;
  /** The ring of an output port of this machine. */
  readonly ringOf: (from: PortRef) => SharedArrayBuffer | undefined;
  readonly onFailure: (error: SyntalosError) => void;
}

/** The links of one machine; a thread once there are any. */
export class MachineLinks {
  readonly #options: MachineLinksOptions;
  readonly #outputs = new Map<string, Promise<void>>();
  readonly #inputs = new Map<string, SharedArrayBuffer>();
  #thread: LinkThread | undefined;

  constructor(options: MachineLinksOptions) {
    this.#options = options;
  }

  /**
   * Offers an output of this machine to others, if that is not done.
   *
   * @throws `ERR_SYNTALOS_PORT` - there is none; `ERR_SYNTALOS_MACHINE` - no server lets it in
   */
  openOutput(from: PortRef): Promise<void> {
    const name = formatPortRef(from);
    let opening = this.#outputs.get(name);
    if (opening === undefined) {
      opening = this.#openOutput(from);
      this.#outputs.set(name, opening);
    }
    return opening;
  }

  /**
   * Gets an output of another machine.
   *
   * @param policy - `Latest` if none of its readers here wants more
   */
  async openInput(from: PortRef, policy: PortPolicy): Promise<void> {
    this.#inputs.set(formatPortRef(from), await this.#links.openInput(asLinked(from), policy));
  }

  /** The ring with what comes of an output of another machine; unset if it is not open. */
  inputRing(from: PortRef): SharedArrayBuffer | undefined {
    return this.#inputs.get(formatPortRef(from));
  }

  /** All readers of this machine have their places: items may come. */
  async beginInput(from: PortRef): Promise<void> {
    await this.#links.beginInput(asLinked(from));
  }

  /** Begins to look at an output of another machine; returns the ring with what is seen of it. */
  openGlance(from: PortRef): Promise<SharedArrayBuffer> {
    return this.#links.openGlance(asLinked(from));
  }

  /** Looks no more. */
  closeGlance(from: PortRef): Promise<void> {
    return this.#links.closeGlance(asLinked(from));
  }

  async close(): Promise<void> {
    this.#inputs.clear();
    await this.#thread?.close();
  }

  async #openOutput(from: PortRef): Promise<void> {
    const ring = this.#options.ringOf(from);
    if (ring === undefined) {
      throw new SyntalosError(
        'ERR_SYNTALOS_PORT',
        `Cannot send ${formatPortRef(from)}: the module has no such output`,
      );
    }
    await this.#links.openOutput(asLinked(from), ring);
  }

  get #links(): LinkThread {
    const { connect, prefix, onFailure } = this.#options;
    return (this.#thread ??= new LinkThread({ connect, prefix }, onFailure));
  }
}

function asLinked({ module, port }: PortRef): LinkedPort {
  return { instanceId: module, portId: port };
}
