/**
 * Datasets of an HDF5 file that grow chunk by chunk.
 *
 * @module
 */
import type { Hdf5Attributes, Hdf5File } from './hdf5-file.ts';

/** Bytes of a chunk, before it is compressed: HDF5 holds one of each array at a time. */
const CHUNK_BYTES = 1 << 20;
/** zlib's own scale: the first level has most of the gain at a third of the time of the sixth. */
const GZIP_LEVEL = 1;

/** What the values of a dataset are. */
export type ArrayKind = 'float64' | 'float32' | 'int64' | 'int32' | 'uint16' | 'uint8';

type Values = Float64Array | Float32Array | BigInt64Array | Int32Array | Uint16Array | Uint8Array;

interface Kind {
  /** h5wasm's name of the type: little endian, and a letter. */
  readonly dtype: string;
  readonly bytes: number;
  readonly make: (length: number) => Values;
}

const KINDS: Readonly<Record<ArrayKind, Kind>> = {
  float64: { dtype: '<d', bytes: 8, make: (length) => new Float64Array(length) },
  float32: { dtype: '<f', bytes: 4, make: (length) => new Float32Array(length) },
  int64: { dtype: '<q', bytes: 8, make: (length) => new BigInt64Array(length) },
  int32: { dtype: '<i', bytes: 4, make: (length) => new Int32Array(length) },
  uint16: { dtype: '<H', bytes: 2, make: (length) => new Uint16Array(length) },
  uint8: { dtype: '<B', bytes: 1, make: (length) => new Uint8Array(length) },
};

/** What a growing dataset is made with. */
export interface GrowingArrayOptions {
  readonly kind: ArrayKind;
  /** Sizes of a row: none for single values. */
  readonly rowShape?: readonly number[];
  readonly attributes?: Hdf5Attributes;
}

/** A dataset of numbers, row by row. At most one chunk of it is held in memory. */
export class GrowingArray {
  readonly #file: Hdf5File;
  readonly #path: string;
  readonly #rowShape: readonly number[];
  readonly #rowLength: number;
  readonly #chunk: Values;
  /** Values in the chunk. */
  #filled = 0;
  /** Rows in the file. */
  #written = 0;

  constructor(file: Hdf5File, path: string, { kind, rowShape = [], attributes = {} }: GrowingArrayOptions) {
    const { dtype, bytes, make } = KINDS[kind];
    this.#file = file;
    this.#path = path;
    this.#rowShape = rowShape;
    this.#rowLength = rowShape.reduce((product, size) => product * size, 1);
    const chunkRows = Math.max(1, Math.floor(CHUNK_BYTES / (this.#rowLength * bytes)));
    this.#chunk = make(chunkRows * this.#rowLength);
    const slash = path.lastIndexOf('/');
    file.dataset(
      path.slice(0, slash),
      {
        name: path.slice(slash + 1),
        data: make(0),
        dtype,
        shape: [0, ...rowShape],
        maxshape: [null, ...rowShape],
        chunks: [chunkRows, ...rowShape],
        compression: GZIP_LEVEL,
      },
      attributes,
    );
  }

  /** Rows so far. */
  get rows(): number {
    return this.#written + this.#filled / this.#rowLength;
  }

  /** Adds whole rows. */
  push(values: ArrayLike<number> | ArrayLike<bigint>): void {
    const chunk = this.#chunk as { [at: number]: number | bigint };
    const { length } = this.#chunk;
    for (let from = 0; from < values.length;) {
      const count = Math.min(values.length - from, length - this.#filled);
      for (let i = 0; i < count; i++) chunk[this.#filled + i] = values[from + i]!;
      this.#filled += count;
      from += count;
      if (this.#filled === length) this.#write();
    }
  }

  /** Writes what is left. */
  finish(): void {
    if (this.#filled > 0) this.#write();
  }

  #write(): void {
    const rows = this.#filled / this.#rowLength;
    const from = this.#written;
    this.#written += rows;
    this.#file.append(
      this.#path,
      [this.#written, ...this.#rowShape],
      from,
      this.#chunk.subarray(0, this.#filled),
    );
    this.#filled = 0;
  }
}
