/**
 * An output port as its supervisor runs it: from the ring that the module's thread writes to
 * whatever the transport reaches.
 *
 * @module
 */
import {
  DEFAULT_PORT_LIMITS,
  type Attachment,
  type HubPort,
  type OutputLink,
  type OutputPortChange,
  type PortAction,
  type PortLimits,
  type DrainLimits,
  type Transport,
} from '../../../ipc/index.ts';
import { RingControl } from '../../../shm/index.ts';
import type { OutputPortSpec } from '../supervisor-protocol.ts';

/** One output port of a module. */
export class SupervisedOutput {
  /** What the module's thread last said of the port. */
  spec: OutputPortSpec;
  readonly #ring: SharedArrayBuffer;
  readonly #control: RingControl;
  readonly #transport: Transport;
  #limits: PortLimits = DEFAULT_PORT_LIMITS;
  #link: OutputLink | undefined;

  constructor(spec: OutputPortSpec, ring: SharedArrayBuffer, transport: Transport) {
    this.spec = spec;
    this.#ring = ring;
    this.#control = RingControl.attach(ring);
    this.#transport = transport;
  }

  /** The port as it is reported to the master. */
  change(action: PortAction): OutputPortChange {
    return { ...this.spec, action, limits: this.#limits };
  }

  /** Makes the port reachable. */
  async open(limits: PortLimits): Promise<Attachment> {
    this.#limits = limits;
    this.#link = await this.#transport.openOutput({ portId: this.spec.id, ring: this.#ring, limits });
    return this.#link.attachment;
  }

  /** Whether the module's thread waits for room in the ring, or for receivers. */
  get isHeldBack(): boolean {
    return this.#link?.isHeldBack ?? this.#control.isWriterWaiting;
  }

  /** Where the module's thread sends items, if not to the ring. */
  get hubPort(): HubPort | undefined {
    return this.#link?.hubPort;
  }

  async preset(limits: PortLimits): Promise<void> {
    this.#limits = limits;
    await this.#link?.preset(limits);
  }

  /** A run begins. */
  async begin(): Promise<void> {
    await this.#link?.begin();
  }

  /** Waits until what the module's thread wrote is on its way; returns how many items are not. */
  async drain(limits: DrainLimits): Promise<number> {
    return (await this.#link?.drain(limits)) ?? 0;
  }

  /** Wakes the module's thread if it waits for room, so that it looks at the run state again. */
  interrupt(): void {
    this.#control.interrupt();
  }

  /** The module's thread is dead: readers get what is there, then the end. */
  abandon(): void {
    this.#control.close();
  }

  async dispose(): Promise<void> {
    this.abandon();
    await this.#link?.close();
    this.#link = undefined;
  }
}
