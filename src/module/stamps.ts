/**
 * Send times of sampled items, for the latency figures of a run's report.
 *
 * They lie in the side memory of the port's ring, a table by sequence number: records stay the
 * bytes of their items, and items without a stamp cost nothing. Which records are stamped follows
 * from their number, so both ends know it.
 *
 * @module
 */
import { sideMemory } from '../shm/index.ts';
import { monotonicUsec } from '../timing/index.ts';
import { DataType } from '../types/index.ts';

/** Stamps that a ring keeps: more than lie in a ring of small items at once. */
const ENTRIES = 1024;
/** Bytes of the table: per entry a sequence number and a time in µs on CLOCK_MONOTONIC, both f64. */
export const STAMP_SIDE_BYTES: number = ENTRIES * 16;

/** Every frame is stamped, of other items one in 32: reading the clock costs as much as an item. */
function strideShift(dataType: DataType): number {
  return dataType === DataType.Frame ? 0 : 5;
}

/** Notes when items are sent; belongs to the ring's writer. */
export class StampWriter {
  readonly #table: Float64Array;
  readonly #shift: number;
  readonly #mask: number;

  constructor(ring: SharedArrayBuffer, dataType: DataType) {
    this.#table = sideMemory(ring);
    this.#shift = strideShift(dataType);
    this.#mask = (1 << this.#shift) - 1;
  }

  /** Call it for each record, right before it is committed. */
  note(sequence: number): void {
    if ((sequence & this.#mask) !== 0) return;
    const at = ((sequence >>> this.#shift) % ENTRIES) * 2;
    this.#table[at] = sequence;
    this.#table[at + 1] = monotonicUsec();
  }
}

/** Reads when items were sent; for any reader of the ring. */
export class StampReader {
  readonly #table: Float64Array;
  readonly #shift: number;
  readonly #mask: number;

  constructor(ring: SharedArrayBuffer, dataType: DataType) {
    this.#table = sideMemory(ring);
    this.#shift = strideShift(dataType);
    // A ring without a table was not written by a port of this process: nothing to look up.
    this.#mask = this.#table.length < ENTRIES * 2 ? -1 : (1 << this.#shift) - 1;
  }

  /** True for the records that {@link latencyUsec} may know. */
  isStamped(sequence: number): boolean {
    return this.#mask >= 0 && (sequence & this.#mask) === 0;
  }

  /** Time since the record was sent in µs; `undefined` where its entry has been used again. */
  latencyUsec(sequence: number): number | undefined {
    const at = ((sequence >>> this.#shift) % ENTRIES) * 2;
    const sentUsec = this.#table[at + 1]!;
    // The number last: the writer stores it first.
    return this.#table[at] === sequence ? monotonicUsec() - sentUsec : undefined;
  }
}
