/**
 * The metadata of an output port.
 *
 * @module
 */
import { SyntalosError, describeValue } from '../errors.ts';
import { MetaSize, encodeMetaMap, type MetaMap, type MetaValue } from '../types/index.ts';
import { copyMetadata } from '../types/internal.ts';

/** What a port's consumers see before their run starts: changed until the run starts, then frozen. */
export class OutputMetadata {
  readonly #portId: string;
  #entries: MetaMap = {};
  #isFrozen = false;

  /** @param portId - for messages */
  constructor(portId: string) {
    this.#portId = portId;
  }

  /** The entries, with what is a float on the wire marked as one. */
  get entries(): MetaMap {
    return this.#entries;
  }

  /** As the supervisor gets them. */
  encode(): Uint8Array<ArrayBuffer> {
    return encodeMetaMap(this.#entries);
  }

  /** From here on nothing changes, until {@link thaw}. */
  freeze(): void {
    this.#isFrozen = true;
  }

  /** The run is over. */
  thaw(): void {
    this.#isFrozen = false;
  }

  /**
   * Sets entries, each a copy of what is given.
   *
   * @throws ERR_SYNTALOS_METADATA - for a value that metadata cannot hold, naming its key, or once the run has started
   */
  set(record: MetaMap): void {
    this.#requireOpen();
    encodeMetaMap(record); // refuses, by key, what cannot be transported
    this.#entries = { ...this.#entries, ...copyMetadata(record) };
  }

  /**
   * Sets entries as an input port has received them: integers stay integers, and floats floats.
   *
   * @param keys - those of `received` to take; all by default
   * @throws ERR_SYNTALOS_METADATA - once the run has started
   */
  forward(received: MetaMap, keys?: readonly string[]): void {
    this.#requireOpen();
    const entries = Object.entries(copyMetadata(received, { asReceived: true }));
    const picked = entries.filter(([key]) => keys?.includes(key) ?? true);
    this.#entries = { ...this.#entries, ...Object.fromEntries(picked) };
  }

  /**
   * The entry of a size.
   *
   * @throws ERR_SYNTALOS_METADATA - for anything but a MetaSize or [width, height]
   */
  sizeOf(key: string, value: MetaSize | readonly [number, number]): MetaValue {
    const given: unknown = value;
    if (given instanceof MetaSize) return given;
    if (Array.isArray(given) && given.length === 2) return new MetaSize(Number(given[0]), Number(given[1]));
    throw new SyntalosError(
      'ERR_SYNTALOS_METADATA',
      `Cannot set metadata "${key}" of port "${this.#portId}": got ${describeValue(value)}, expected a MetaSize or [width, height]`,
    );
  }

  #requireOpen(): void {
    if (!this.#isFrozen) return;
    throw new SyntalosError(
      'ERR_SYNTALOS_METADATA',
      `Cannot change metadata of port "${this.#portId}": the run has started; set it in onPrepare`,
    );
  }
}
