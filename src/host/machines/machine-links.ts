/**
 * The data that one machine of a run sends to others, and gets from them. The host has one of these, and each agent.
 *
 * All readers of an output on one machine share one link, and the ring behind it.
 *
 * @module
 */
import { SyntalosError } from '../../errors.ts';
import {
  DEFAULT_PORT_LIMITS,
  outputChannel,
  type InputLink,
  type OutputLink,
  type PortPolicy,
  type Transport,
} from '../../ipc/index.ts';
import { createNatsTransport, type Wire } from '../../ipc/nats/index.ts';
import { formatPortRef, type PortRef } from '../project/index.ts';

/** Options of {@link MachineLinks}. */
export interface MachineLinksOptions {
  readonly wire: Wire;
  /** First part of all subjects of the run's data. */
  readonly prefix: string;
  /** The ring of an output port of this machine. */
  readonly ringOf: (from: PortRef) => SharedArrayBuffer | undefined;
  readonly onFailure: (error: SyntalosError) => void;
}

/** The links of one machine. */
export class MachineLinks {
  readonly #options: MachineLinksOptions;
  /** One for each module whose ports are moved. */
  readonly #transports = new Map<string, Transport>();
  readonly #outputs = new Map<string, OutputLink>();
  readonly #inputs = new Map<string, InputLink>();

  constructor(options: MachineLinksOptions) {
    this.#options = options;
  }

  /**
   * Offers an output of this machine to others.
   *
   * @throws `ERR_SYNTALOS_PORT` - there is none
   */
  async openOutput(from: PortRef): Promise<void> {
    const ring = this.#options.ringOf(from);
    if (ring === undefined) {
      throw new SyntalosError(
        'ERR_SYNTALOS_PORT',
        `Cannot send ${formatPortRef(from)}: the module has no such output`,
      );
    }
    const source = { portId: from.port, ring, limits: DEFAULT_PORT_LIMITS };
    this.#outputs.set(formatPortRef(from), await this.#transportOf(from.module).openOutput(source));
  }

  /**
   * Gets an output of another machine.
   *
   * @param policy - `Latest` if none of its readers here wants more
   */
  async openInput(from: PortRef, policy: PortPolicy): Promise<void> {
    const link = await this.#transportOf(from.module).openInput({
      portId: from.port,
      instanceId: from.module,
      channelId: outputChannel(from.port),
      limits: DEFAULT_PORT_LIMITS,
      attachment: {},
      policy,
    });
    this.#inputs.set(formatPortRef(from), link);
  }

  /** The ring with what comes of an output of another machine; unset if it is not open. */
  inputRing(from: PortRef): SharedArrayBuffer | undefined {
    return this.#inputs.get(formatPortRef(from))?.ring;
  }

  /** All readers of this machine have their places: items may come. */
  async beginInput(from: PortRef): Promise<void> {
    await this.#inputs.get(formatPortRef(from))?.begin();
  }

  async close(): Promise<void> {
    const transports = [...this.#transports.values()];
    this.#transports.clear();
    this.#inputs.clear();
    this.#outputs.clear();
    await Promise.all(transports.map((transport) => transport.close()));
  }

  #transportOf(moduleId: string): Transport {
    let transport = this.#transports.get(moduleId);
    if (transport === undefined) {
      const { wire, prefix, onFailure } = this.#options;
      transport = createNatsTransport({ wire, instanceId: moduleId, prefix });
      transport.onFailure(onFailure);
      this.#transports.set(moduleId, transport);
    }
    return transport;
  }
}
