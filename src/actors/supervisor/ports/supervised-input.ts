/**
 * An input port as its supervisor runs it: from the transport to a ring that the module's thread
 * reads.
 *
 * What the port does with single items (throttle, conversion, policy) happens where the ring is
 * read: the embedded transport hands out the writer's own ring, and a thread between the two would
 * only add a copy and a wake-up.
 *
 * @module
 */
import {
  NO_METADATA,
  PortAction,
  type InputLink,
  type InputPortChange,
  type InputTarget,
  type DrainLimits,
  type Transport,
} from '../../../ipc/index.ts';
import { RingControl } from '../../../shm/index.ts';
import type { InputPortSpec, ReaderClaim } from '../supervisor-protocol.ts';

/** One input port of a module. */
export class SupervisedInput {
  /** What the module's thread last said of the port. */
  spec: InputPortSpec;
  /** The module's thread reads the ring with this. */
  #claim: ReaderClaim = null;
  readonly #transport: Transport;
  #link: InputLink | undefined;

  constructor(spec: InputPortSpec, transport: Transport) {
    this.spec = spec;
    this.#transport = transport;
  }

  /** The port as it is reported to the master. */
  change(action: PortAction): InputPortChange {
    // The master owns an input's metadata: it comes from the other end.
    return { ...this.spec, action, metadata: NO_METADATA };
  }

  /** Connects the port for a run, in place of what it was connected to. */
  async connect(target: InputTarget): Promise<Pick<InputLink, 'ring' | 'hubPort'>> {
    await this.disconnect();
    this.#link = await this.#transport.openInput(target);
    return this.#link;
  }

  /** The module's thread has its place in the ring. */
  async begin(claim: ReaderClaim): Promise<void> {
    this.#claim = claim;
    await this.#link?.begin();
  }

  /** Waits until the module's thread has read what was sent; returns how many items it has not. */
  async drain(limits: DrainLimits): Promise<number> {
    return (await this.#link?.drain(limits)) ?? 0;
  }

  async disconnect(): Promise<void> {
    const link = this.#link;
    this.#link = undefined;
    this.#claim = null;
    await link?.close();
  }

  /** Wakes the module's thread if it waits for items, so that it looks at the run state again. */
  interrupt(): void {
    if (this.#link !== undefined) RingControl.attach(this.#link.ring).interrupt();
  }

  /** The module's thread is dead: its place in the ring must not hold the writer back. */
  abandon(): void {
    if (this.#link === undefined || this.#claim === null) return;
    RingControl.attach(this.#link.ring).removeReader(this.#claim);
    this.#claim = null;
  }

  async dispose(): Promise<void> {
    this.abandon();
    await this.disconnect();
  }
}
