/**
 * Takes all that a module under test submits.
 *
 * @module
 */
import { SyntalosError } from '../errors.ts';
import type { OutputRecord } from '../host/engine/index.ts';
import { RingReader } from '../shm/index.ts';
import type { DataType } from '../types/index.ts';
import type { BenchOutput } from './bench-protocol.ts';

/** Items taken in one go: a source at full speed must not keep the bench from looking elsewhere. */
const MAX_PER_TURN = 4096;
/** What is kept of all items of an output together. */
const MAX_BYTES = 1024 ** 3;

/** Collects the items of one output port. */
export class OutputCollector {
  readonly id: string;
  readonly items: Uint8Array[] = [];
  readonly #output: OutputRecord;
  readonly #reader: RingReader;
  #bytes = 0;

  constructor(output: OutputRecord, ring: SharedArrayBuffer) {
    this.id = output.change.id;
    this.#output = output;
    this.#reader = RingReader.attach(ring);
  }

  /**
   * Takes what is there.
   *
   * @returns whether there was anything
   * @throws `ERR_SYNTALOS_INVALID_STATE` - when it is too much to keep
   */
  take(): boolean {
    const reader = this.#reader;
    let count = 0;
    while (count < MAX_PER_TURN && reader.tryNext()) {
      const { memory, offset, byteLength } = reader;
      this.items.push(memory.bytes.slice(offset, offset + byteLength));
      this.#bytes += byteLength;
      count++;
    }
    if (count === 0) return false;
    reader.release();
    if (this.#bytes > MAX_BYTES) {
      throw new SyntalosError(
        'ERR_SYNTALOS_INVALID_STATE',
        `Cannot keep more items of output "${this.id}": there are ${this.items.length} of ${this.#bytes} bytes; end the run earlier by "until", or name the outputs that matter in "outputs"`,
      );
    }
    return true;
  }

  result(): BenchOutput {
    const { dataType, metadata } = this.#output.change;
    // Only a module of this package registers ports here, and its link checks the type.
    return { id: this.id, dataType: dataType as DataType, metadata, items: this.items };
  }

  close(): void {
    this.#reader.close();
  }
}
