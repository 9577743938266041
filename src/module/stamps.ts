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
import { STAMP_ENTRIES } from '../shm/internal.ts';
import { monotonicUsec } from '../timing/index.ts';
import { DataType } from '../types/index.ts';

/** Where a ring's stamps lie: every frame has one, of other items one in 32, as a clock costs as much as an item. */
class StampTable {
  protected readonly table: Float64Array;
  readonly #shift: number;
  readonly #mask: number;

  constructor(ring: SharedArrayBuffer, dataType: DataType) {
    this.table = sideMemory(ring);
    this.#shift = dataType === DataType.Frame ? 0 : 5;
    // A ring without a table was not written by a port of this process: nothing to look up.
    this.#mask = this.table.length < STAMP_ENTRIES * 2 ? -1 : (1 << this.#shift) - 1;
  }

  /** True for the records that have a stamp. */
  isStamped(sequence: number): boolean {
    return this.#mask >= 0 && (sequence & this.#mask) === 0;
  }

  /** Index of a stamped record's entry in the table. */
  protected entryOf(sequence: number): number {
    return ((sequence >>> this.#shift) % STAMP_ENTRIES) * 2;
  }
}

/** Notes when items are sent; belongs to the ring's writer. */
export class StampWriter extends StampTable {
  /** Call it for each record, right before it is committed. */
  note(sequence: number): void {
    if (!this.isStamped(sequence)) return;
    const at = this.entryOf(sequence);
    this.table[at] = sequence;
    this.table[at + 1] = monotonicUsec();
  }
}

/** Reads when items were sent; for any reader of the ring. */
export class StampReader extends StampTable {
  /** Time since a stamped record was sent in µs; `undefined` when its entry has been used again. */
  latencyUsec(sequence: number): number | undefined {
    const at = this.entryOf(sequence);
    const sentUsec = this.table[at + 1]!;
    // The number last: the writer stores it first.
    return this.table[at] === sequence ? monotonicUsec() - sentUsec : undefined;
  }
}
