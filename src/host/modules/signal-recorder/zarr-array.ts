/**
 * One Zarr array that grows by rows.
 *
 * @module
 */
import { join } from 'node:path';
import type { Zstd } from '../../../zstd.ts';
import { ZstdEncoder } from '../recording/zstd-encoder.ts';
import { ArrayMetadata, VALUE_BYTES, type ArrayDescription } from './array-metadata.ts';
import { ShardFile } from './shard-file.ts';
import type { StoreFiles } from './store-files.ts';
import { completedByZeros } from './zero-tail.ts';

/** Where a {@link ZarrArray} is, and what it needs. */
export interface ZarrArrayOptions {
  readonly folder: string;
  readonly files: StoreFiles;
  readonly zstd: Zstd;
}

/** The frame of a chunk. */
interface ChunkFrame {
  readonly chunk: number;
  readonly pieces: readonly Uint8Array[];
}

/** Headers of blocks, which end with each flush: at most one a row. */
const FLUSH_BYTES = 16;
const HEADER_BYTES = 1 << 16;

/**
 * An array of a Zarr v3 store that grows row by row, in one shard (recorder-formats.md section 2).
 *
 * Rows are compressed as they come; {@link commit} brings all of them to the disk, where readers see them at once,
 * the last chunk with zeros behind its rows.
 */
export class ZarrArray {
  readonly #chunkRows: number;
  readonly #rowBytes: number;
  readonly #encoder: ZstdEncoder;
  readonly #shard: ShardFile;
  readonly #metadata: ArrayMetadata;
  /** The chunk that grows, and how many rows it has. */
  #chunk = 0;
  #rowsOfChunk = 0;
  /** Its frame, as far as it was taken from the encoder. */
  #frame: Uint8Array[] = [];
  /** Frames that are complete, and not on the disk. */
  #finished: ChunkFrame[] = [];
  #finishedBytes = 0;

  private constructor(
    description: ArrayDescription,
    zstd: Zstd,
    parts: { readonly shard: ShardFile; readonly metadata: ArrayMetadata },
  ) {
    this.#chunkRows = description.chunkRows;
    this.#rowBytes = rowBytesOf(description);
    this.#encoder = new ZstdEncoder(zstd, { ownThread: true });
    this.#encoder.begin(this.#chunkRows * this.#rowBytes);
    this.#shard = parts.shard;
    this.#metadata = parts.metadata;
  }

  /** Makes the array's folder and shard; it is there for readers with the first {@link commit}. */
  static async create(
    description: ArrayDescription,
    { folder, files, zstd }: ZarrArrayOptions,
  ): Promise<ZarrArray> {
    const shardFolder = join(folder, 'c', ...(description.columns === undefined ? [] : ['0']));
    files.makeFolder(shardFolder);
    const metadata = new ArrayMetadata(folder, files, description);
    const contentBytes = description.chunkRows * rowBytesOf(description);
    const shard = await ShardFile.create(await files.create(join(shardFolder, '0')), {
      // zstd adds 1/256 to what it cannot compress.
      frameBytes: Math.ceil(contentBytes * 1.01) + description.chunkRows * FLUSH_BYTES + HEADER_BYTES,
      nameChunks: (chunkCount) => metadata.write(chunkCount),
    });
    return new ZarrArray(description, zstd, { shard, metadata });
  }

  /** Rows so far. */
  get rows(): number {
    return this.#chunk * this.#chunkRows + this.#rowsOfChunk;
  }

  /** Compressed bytes that {@link commit} would write. */
  get pendingBytes(): number {
    return this.#finishedBytes + this.#encoder.byteLength;
  }

  /** Adds whole rows, little endian; they are compressed before this returns. */
  push(rows: Uint8Array): void {
    const capacity = this.#chunkRows * this.#rowBytes;
    for (let rest = rows; rest.length > 0;) {
      const piece = rest.subarray(0, capacity - this.#rowsOfChunk * this.#rowBytes);
      this.#encoder.push(piece);
      this.#rowsOfChunk += piece.length / this.#rowBytes;
      rest = rest.subarray(piece.length);
      if (this.#rowsOfChunk === this.#chunkRows) this.#finishChunk();
    }
  }

  /** Brings all rows to the disk. Rows may be pushed meanwhile, but this must not be called again. */
  async commit(): Promise<void> {
    const { rows } = this;
    if (rows === this.#metadata.rows) return;
    const finished = this.#takeFinished();
    let soFar: ChunkFrame | undefined;
    if (this.#rowsOfChunk > 0) {
      this.#encoder.flush();
      this.#frame.push(...this.#encoder.take());
      const zeros = (this.#chunkRows - this.#rowsOfChunk) * this.#rowBytes;
      soFar = { chunk: this.#chunk, pieces: completedByZeros(this.#frame, zeros) };
    }
    for (const { chunk, pieces } of finished) await this.#shard.putFinal(chunk, pieces);
    if (soFar !== undefined) await this.#shard.putSoFar(soFar.chunk, soFar.pieces);
    this.#metadata.rows = rows;
    await this.#metadata.write(this.#shard.capacity);
  }

  /** Brings all rows to the disk, in the form that Syntalos writes, and closes the files. */
  async finish(): Promise<void> {
    const { rows } = this;
    if (this.#rowsOfChunk > 0) {
      const zeros = new Uint8Array(Math.min(1 << 20, this.#chunkRows * this.#rowBytes));
      let left = (this.#chunkRows - this.#rowsOfChunk) * this.#rowBytes;
      for (; left > 0; left -= zeros.length) this.#encoder.push(zeros.subarray(0, left));
      this.#finishChunk();
    }
    for (const { chunk, pieces } of this.#takeFinished()) await this.#shard.putFinal(chunk, pieces);
    this.#metadata.rows = rows;
    await this.#metadata.write(this.#shard.capacity);
    await this.#shard.finish();
  }

  /** Closes the files as they are, after a failure: readers find what was committed. */
  async abandon(): Promise<void> {
    await this.#shard.abandon();
  }

  #finishChunk(): void {
    this.#encoder.end();
    const pieces = [...this.#frame, ...this.#encoder.take()];
    this.#finished.push({ chunk: this.#chunk, pieces });
    this.#finishedBytes += pieces.reduce((sum, piece) => sum + piece.length, 0);
    this.#frame = [];
    this.#chunk += 1;
    this.#rowsOfChunk = 0;
    this.#encoder.begin(this.#chunkRows * this.#rowBytes);
  }

  #takeFinished(): ChunkFrame[] {
    const finished = this.#finished;
    this.#finished = [];
    this.#finishedBytes = 0;
    return finished;
  }
}

function rowBytesOf({ valueType, columns = 1 }: ArrayDescription): number {
  return VALUE_BYTES[valueType] * columns;
}
