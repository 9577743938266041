/**
 * A ring with frames or other items in it, as the analysis sees it behind a port.
 */
import type { AnalysisSource } from '#src/analysis/analysis-source';
import { RingReader, RingWriter, createRing, type RecordRef } from 'syntalos-mlink/shm';
import {
  DataType,
  Frame,
  decoderBetween,
  codecOf,
  type DataOf,
  type ItemDecoder,
  type SubmittableOf,
} from '#src/types/index';

/** Words of a gated frame: what its analysis waits for, and what it sets when it begins. */
export const GATE = 0;
export const BEGUN = 1;

export class RingSource<S extends DataType, T> implements AnalysisSource<T, RecordRef> {
  readonly sourceType: S;
  readonly writer: RingWriter;
  readonly reader: RingReader;
  readonly #decoder: ItemDecoder<T>;
  /** Most records that were held at a time. */
  mostHeld = 0;

  constructor(sourceType: S, dataType: DataType = sourceType, capacityBytes: number = 1 << 20) {
    const ring = createRing({ capacityBytes });
    this.sourceType = sourceType;
    this.writer = RingWriter.claim(ring);
    this.reader = RingReader.attach(ring);
    this.#decoder = decoderBetween(sourceType, dataType) as unknown as ItemDecoder<T>;
  }

  /** Puts an item into the ring; false where it is full. */
  tryWrite(item: SubmittableOf<S>): boolean {
    const codec = codecOf(this.sourceType);
    const offset = this.writer.tryReserve(codec.measure(item));
    if (offset < 0) return false;
    codec.encodeInto(item, this.writer.memory, offset);
    this.writer.commit();
    return true;
  }

  next(): boolean {
    this.reader.release();
    return this.reader.tryNext();
  }

  borrowItem(): T {
    const { memory, offset, byteLength } = this.reader;
    return this.#decoder.decode(memory, offset, byteLength);
  }

  borrowBytes(): Uint8Array {
    const { memory, offset, byteLength } = this.reader;
    return memory.bytes.subarray(offset, offset + byteLength);
  }

  hold(): RecordRef {
    const record = this.reader.hold();
    this.mostHeld = Math.max(this.mostHeld, this.reader.heldCount);
    return record;
  }

  unhold(record: RecordRef): void {
    this.reader.unhold(record);
  }

  close(): void {
    this.reader.close();
    this.writer.close();
  }
}

/** Frames that `fixtures/gated.js` analyses: each when the test says so. */
export class GatedSource extends RingSource<typeof DataType.Frame, Frame> {
  /** The frames' own words in the ring, by frame index. */
  readonly gates: Int32Array[] = [];

  constructor() {
    super(DataType.Frame);
  }

  /** Writes the next frame and makes it the current item. */
  write(): void {
    const index = this.gates.length;
    const written = this.tryWrite(Frame.create({ width: 4, height: 4, depth: 'i32', index }));
    if (!written || !this.next()) throw new Error('the ring is full');
    this.gates.push(this.borrowItem().data as Int32Array);
  }

  /** Lets the analysis of a frame go on. */
  open(index: number): void {
    const gate = this.gates[index]!;
    Atomics.store(gate, GATE, 1);
    Atomics.notify(gate, GATE);
  }

  hasBegun(index: number): boolean {
    return Atomics.load(this.gates[index]!, BEGUN) === 1;
  }
}

/** Items of any type, the ring never full. */
export function sourceOf<D extends DataType>(
  dataType: D,
  items: readonly SubmittableOf<D>[],
): RingSource<D, DataOf<D>> {
  const source = new RingSource<D, DataOf<D>>(dataType);
  for (const item of items) if (!source.tryWrite(item)) throw new Error('the ring is full');
  return source;
}
