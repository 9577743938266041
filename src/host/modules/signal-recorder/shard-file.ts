/**
 * The one shard of an array, which readers can open at any moment while it grows.
 *
 * ```
 * 0                 dataEnd       + frameBytes    + 2 ×           + 3 ×                 byteLength
 * | frames, final   | next final  | frame so far  | frame so far  | free (a hole) | index |
 * ```
 *
 * Readers look for the index in the last 16 × n bytes, n the number of chunks that `zarr.json` gives the shard. So
 * the file has its length, with a hole in it, before its data: a frame goes into the hole, then its entry is
 * written in place, 16 bytes within one page, which no killed process leaves half written. The frame of the last,
 * growing chunk is written to two places in turn, so that what the index names is never overwritten.
 *
 * To change the length, the index goes to two places as far apart as the file will grow; `zarr.json` then names so
 * many chunks that the first place is found with the old length, and the second with the new one.
 *
 * @module
 */
import { SyntalosError } from '../../../errors.ts';
import type { StoreFile } from './store-files.ts';

const ENTRY_BYTES = 16;
/** Entry of a chunk that is not there. */
const NO_CHUNK = 2n ** 64n - 1n;
/** Chunks that the index has places for at first. */
const FIRST_CAPACITY = 64;
/** The file grows by at least this. */
const LEAST_GROWTH_BYTES = 1 << 18;

/** Options of {@link ShardFile.create}. */
export interface ShardFileOptions {
  /** No frame is longer. */
  readonly frameBytes: number;
  /** Writes `zarr.json`, at one moment, with a shard of so many chunks. */
  readonly nameChunks: (chunkCount: number) => Promise<void>;
}

/** A shard that grows chunk by chunk; its calls must not overlap. */
export class ShardFile {
  readonly #file: StoreFile;
  readonly #frameBytes: number;
  readonly #growthBytes: number;
  readonly #nameChunks: (chunkCount: number) => Promise<void>;
  /** Offset and length of each frame; as many as the index has places for. */
  #entries: BigUint64Array;
  /** Chunks that have an entry. */
  #chunkCount = 0;
  /** Behind the final frames. */
  #dataEnd = 0;
  #byteLength: number;
  /** Which of its two places the last frame so far was written to. */
  #place = 0;

  private constructor(file: StoreFile, { frameBytes, nameChunks }: ShardFileOptions) {
    this.#file = file;
    this.#frameBytes = frameBytes;
    this.#growthBytes = toEntries(Math.max(LEAST_GROWTH_BYTES, 2 * frameBytes));
    this.#nameChunks = nameChunks;
    this.#entries = new BigUint64Array(2 * FIRST_CAPACITY).fill(NO_CHUNK);
    this.#byteLength = toEntries(3 * frameBytes + 2 * this.#growthBytes + 4 * this.#entries.byteLength);
  }

  /** Gives a new file its length and an index without chunks. `zarr.json` is to name {@link capacity} chunks. */
  static async create(file: StoreFile, options: ShardFileOptions): Promise<ShardFile> {
    const shard = new ShardFile(file, options);
    await file.truncate(shard.#byteLength);
    await file.write([bytesOf(shard.#entries)], shard.#indexStart);
    return shard;
  }

  /** Chunks that the index has places for. */
  get capacity(): number {
    return this.#entries.byteLength / ENTRY_BYTES;
  }

  /**
   * Writes the frame of the last chunk, which is still growing.
   *
   * @param chunk - its number
   */
  async putSoFar(chunk: number, frame: readonly Uint8Array[]): Promise<void> {
    await this.#makeRoom(chunk);
    this.#place = this.#place === 1 ? 2 : 1;
    await this.#put(chunk, frame, this.#dataEnd + this.#place * this.#frameBytes);
  }

  /** Writes the frame of a chunk that is complete; the next call is for the next chunk. */
  async putFinal(chunk: number, frame: readonly Uint8Array[]): Promise<void> {
    await this.#makeRoom(chunk);
    this.#dataEnd += await this.#put(chunk, frame, this.#dataEnd);
  }

  /** Takes the hole out and closes the file: frames, then an index of exactly their number. */
  async finish(): Promise<void> {
    const index = bytesOf(this.#entries.subarray(0, 2 * this.#chunkCount));
    const end = this.#byteLength;
    // The index is moved out of the way first: its last part is where the exact one must be found.
    const aside = this.#freeStart;
    await this.#file.write([index], aside);
    await this.#nameChunks((end - aside) / ENTRY_BYTES);
    await this.#file.write([index], end - index.byteLength);
    await this.#nameChunks(this.#chunkCount);
    await this.#file.write([index], this.#dataEnd);
    await this.#file.truncate(this.#dataEnd + index.byteLength);
    await this.#file.close();
  }

  /** Closes the file as it is, after a failure: it stays readable up to the last frame that was written. */
  async abandon(): Promise<void> {
    await this.#file.close();
  }

  get #indexStart(): number {
    return this.#byteLength - this.#entries.byteLength;
  }

  /** Behind the frames, and behind the places where frames may be. */
  get #freeStart(): number {
    return toEntries(this.#dataEnd + 3 * this.#frameBytes);
  }

  async #put(chunk: number, frame: readonly Uint8Array[], position: number): Promise<number> {
    const byteLength = frame.reduce((sum, piece) => sum + piece.length, 0);
    if (byteLength > this.#frameBytes) {
      throw new SyntalosError(
        'ERR_SYNTALOS_INTERNAL',
        `Cannot write chunk ${chunk}: it takes ${byteLength} bytes, expected at most ${this.#frameBytes}`,
      );
    }
    await this.#file.write(frame, position);
    const entry = this.#entries.subarray(2 * chunk, 2 * chunk + 2);
    entry[0] = BigInt(position);
    entry[1] = BigInt(byteLength);
    await this.#file.write([bytesOf(entry)], this.#indexStart + chunk * ENTRY_BYTES);
    this.#chunkCount = chunk + 1;
    return byteLength;
  }

  /** Grows the file in time: what growing needs must still fit into the hole. */
  async #makeRoom(chunk: number): Promise<void> {
    const needed = this.#growthBytes + 4 * this.#entries.byteLength + 2 * this.#frameBytes;
    const hasPlaces = chunk < this.capacity;
    if (hasPlaces && this.#indexStart - this.#freeStart > needed) return;
    const entries = new BigUint64Array((hasPlaces ? 1 : 2) * this.#entries.length).fill(NO_CHUNK);
    entries.set(this.#entries);
    // More than an index takes, so that the two do not overlap.
    const growth = this.#growthBytes + entries.byteLength;
    const index = bytesOf(this.#entries.subarray(0, 2 * this.#chunkCount));
    const place = this.#freeStart;
    await this.#file.write([index], place);
    await this.#file.write([index], place + growth);
    await this.#nameChunks((this.#byteLength - place) / ENTRY_BYTES);
    await this.#file.truncate(this.#byteLength + growth);
    await this.#file.write([bytesOf(entries)], this.#byteLength + growth - entries.byteLength);
    await this.#nameChunks(entries.byteLength / ENTRY_BYTES);
    this.#byteLength += growth;
    this.#entries = entries;
  }
}

/** The next place where an entry can lie. */
function toEntries(position: number): number {
  return Math.ceil(position / ENTRY_BYTES) * ENTRY_BYTES;
}

function bytesOf(entries: BigUint64Array): Uint8Array {
  return new Uint8Array(entries.buffer, entries.byteOffset, entries.byteLength);
}
