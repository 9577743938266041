/**
 * Reads tsync files.
 *
 * @module
 */
import { isSyntalosError, type SyntalosError } from '../errors.ts';
import { bytesSource, openFileSource, type ByteSource } from './byte-source.ts';
import { HEADER_INCOMPLETE, decodeHeader, tsyncError, type DecodedHeader } from './tsync-header.ts';
import { concatTimes, splitEntries, type TsyncTimeArray } from './tsync-entries.ts';
import { TAIL_BYTES, sizeOfTime, type TsyncHeader } from './tsync-format.ts';
import { sharedXxh3, type Xxh3 } from './xxh3.ts';

/** One block of entries: `time1[i]` belongs with `time2[i]`. */
export interface TsyncBlock {
  /** Number of the block in the file, from 0. */
  readonly index: number;
  readonly time1: TsyncTimeArray;
  readonly time2: TsyncTimeArray;
  /** Set if the block's checksum does not match: its entries may be wrong. */
  readonly warning?: TsyncWarning;
}

/** A block whose checksum does not match. */
export interface TsyncWarning {
  readonly message: string;
  readonly blockIndex: number;
  /** First byte of the block in the file. */
  readonly offset: number;
  /** The entries it holds: from this one of the file, so many. */
  readonly firstEntry: number;
  readonly entryCount: number;
}

/** All entries of a file, in order. */
export interface TsyncEntries {
  readonly time1: TsyncTimeArray;
  readonly time2: TsyncTimeArray;
  /** One for each block whose checksum does not match; its entries are included above. */
  readonly warnings: readonly TsyncWarning[];
}

/** What a damaged file still gives. */
export interface TsyncRecovery extends TsyncEntries {
  /** What ended the reading early; `undefined` if the file was read to its end. */
  readonly damage: SyntalosError | undefined;
  /**
   * Entries beyond the damage that no checksum vouches for: of the last block of a file whose writer
   * died, and of blocks that are in their places. Empty without damage.
   */
  readonly tail: TsyncEntryTimes;
}

/** First and second times of some entries. */
export interface TsyncEntryTimes {
  readonly time1: TsyncTimeArray;
  readonly time2: TsyncTimeArray;
}

/**
 * Reads a tsync file, version 1.2 and later 1.x, of Syntalos 3 and of the releases before it.
 *
 * Reading is synchronous, block by block. Kinds of damage differ: a file of another kind, an
 * unreadable version and a damaged header are refused by `open`; a block without its terminator
 * (a cut file, bytes lost or too many) throws when reading comes to it, {@link recover} gives what can be read; a block whose checksum does
 * not match gives its entries with a warning.
 */
export class TsyncReader implements Disposable {
  readonly header: TsyncHeader;
  /** Path of the file, or the name given with the bytes. */
  readonly name: string;
  readonly #source: ByteSource;
  /** Of all readers of the thread: used within one turn. */
  readonly #hash: Xxh3;
  readonly #decoded: DecodedHeader;

  private constructor(source: ByteSource, decoded: DecodedHeader, hash: Xxh3) {
    this.name = source.name;
    this.header = decoded.header;
    this.#source = source;
    this.#decoded = decoded;
    this.#hash = hash;
  }

  /**
   * Opens a file and reads its header.
   *
   * @throws SyntalosError `ERR_SYNTALOS_STORAGE` if the file cannot be read,
   *   `ERR_SYNTALOS_TSYNC` if it is refused
   * @example
   * ```ts
   * using reader = await TsyncReader.open('video_timestamps.tsync');
   * const { time1, time2 } = reader.readAll();
   * ```
   */
  static async open(path: string): Promise<TsyncReader> {
    return TsyncReader.#over(openFileSource(path));
  }

  /** Reads a file that is in memory. `name` stands for the path in messages. */
  static async fromBytes(bytes: Uint8Array, name: string): Promise<TsyncReader> {
    return TsyncReader.#over(bytesSource(bytes, name));
  }

  static async #over(source: ByteSource): Promise<TsyncReader> {
    try {
      const hash = await sharedXxh3();
      return new TsyncReader(source, readHeader(source, hash), hash);
    } catch (error) {
      source.close();
      throw error;
    }
  }

  /**
   * Gives the blocks one after the other, each in arrays of its own; memory is bounded by a block.
   * Each call starts at the first block.
   *
   * @throws SyntalosError `ERR_SYNTALOS_TSYNC` at a block without its terminator
   */
  *blocks(): Generator<TsyncBlock, void, void> {
    const { header } = this;
    const entryBytes = sizeOfTime(header.time1.type) + sizeOfTime(header.time2.type);
    let offset = this.#decoded.byteLength;
    let firstEntry = 0;
    for (let index = 0; offset < this.#source.byteLength; index++) {
      const left = this.#source.byteLength - offset;
      const payload = Math.min(header.blockSize * entryBytes, left - TAIL_BYTES);
      if (payload <= 0 || payload % entryBytes !== 0) {
        throw this.#missingTerminator({ index, offset, firstEntry });
      }
      const bytes = this.#source.read(offset, payload + TAIL_BYTES);
      const tail = new DataView(bytes.buffer, bytes.byteOffset + payload, TAIL_BYTES);
      if (tail.getBigUint64(0, true) !== this.#decoded.words.terminator) {
        throw this.#missingTerminator({ index, offset, firstEntry });
      }
      const entries = bytes.subarray(0, payload);
      const intact = this.#checksum(entries) === tail.getBigUint64(8, true);
      const entryCount = payload / entryBytes;
      yield {
        index,
        ...splitEntries(entries, header),
        ...(intact ? {} : { warning: this.#mismatch({ index, offset, firstEntry, entryCount }) }),
      };
      offset += bytes.byteLength;
      firstEntry += entryCount;
    }
  }

  /**
   * Reads all entries.
   *
   * @throws SyntalosError `ERR_SYNTALOS_TSYNC` if a terminator is missing; {@link recover} gives
   *   the entries before it
   */
  readAll(): TsyncEntries {
    const { damage, time1, time2, warnings } = this.recover();
    if (damage !== undefined) throw damage;
    return { time1, time2, warnings };
  }

  /**
   * Reads the entries of all blocks before the first one without its terminator, and what lies beyond
   * it.
   */
  recover(): TsyncRecovery {
    const blocks: TsyncBlock[] = [];
    let damage: SyntalosError | undefined;
    try {
      for (const block of this.blocks()) blocks.push(block);
    } catch (error) {
      if (!isSyntalosError(error, 'ERR_SYNTALOS_TSYNC')) throw error;
      damage = error;
    }
    const tail = damage === undefined ? [] : [...this.#entriesFrom(Number(damage.details['offset']))];
    return {
      ...this.#joined(blocks),
      warnings: blocks.flatMap((block) => block.warning ?? []),
      damage,
      tail: this.#joined(tail),
    };
  }

  /** Closes the file; further calls do nothing. */
  close(): void {
    this.#source.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #joined(blocks: readonly TsyncEntryTimes[]): TsyncEntryTimes {
    const { time1, time2 } = this.header;
    return {
      time1: concatTimes(
        time1.type,
        blocks.map((block) => block.time1),
      ),
      time2: concatTimes(
        time2.type,
        blocks.map((block) => block.time2),
      ),
    };
  }

  /** Entries from a block on that has no terminator, as far as blocks are in their places. */
  *#entriesFrom(start: number): Generator<TsyncEntryTimes, void, void> {
    const { header } = this;
    const entryBytes = sizeOfTime(header.time1.type) + sizeOfTime(header.time2.type);
    const payload = header.blockSize * entryBytes;
    for (let offset = start; ; offset += payload + TAIL_BYTES) {
      const left = this.#source.byteLength - offset;
      if (left < payload + TAIL_BYTES) {
        const bytes = this.#source.read(offset, Math.max(0, left));
        yield splitEntries(bytes.subarray(0, this.#endOfEntries(bytes, entryBytes)), header);
        return;
      }
      const bytes = this.#source.read(offset, payload + TAIL_BYTES);
      if (!this.#isInPlace(bytes)) return;
      yield splitEntries(bytes.subarray(0, payload), header);
    }
  }

  /** How far the whole entries at the end of a file reach: up to what was written of a block's end. */
  #endOfEntries(bytes: Uint8Array, entryBytes: number): number {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0; at + 8 <= bytes.byteLength; at += entryBytes) {
      if (view.getBigUint64(at, true) !== this.#decoded.words.terminator) continue;
      // Data may look like the terminator, but not with its own checksum behind it.
      const left = bytes.byteLength - at;
      const isEnd =
        left < TAIL_BYTES || this.#checksum(bytes.subarray(0, at)) === view.getBigUint64(at + 8, true);
      if (isEnd) return at;
    }
    return bytes.byteLength - (bytes.byteLength % entryBytes);
  }

  /** Whether a full block ends in its terminator or in its checksum. */
  #isInPlace(block: Uint8Array): boolean {
    const payload = block.byteLength - TAIL_BYTES;
    const tail = new DataView(block.buffer, block.byteOffset + payload, TAIL_BYTES);
    if (tail.getBigUint64(0, true) === this.#decoded.words.terminator) return true;
    return this.#checksum(block.subarray(0, payload)) === tail.getBigUint64(8, true);
  }

  #checksum(entries: Uint8Array): bigint {
    this.#hash.reset();
    this.#hash.update(entries);
    return this.#hash.digest();
  }

  #missingTerminator(at: BlockPlace): SyntalosError {
    return tsyncError(
      this.name,
      at.offset,
      `the terminator of block ${at.index} (from byte ${at.offset}) is missing; ${at.firstEntry} entries before it are readable`,
    );
  }

  #mismatch(at: BlockPlace & { readonly entryCount: number }): TsyncWarning {
    const { index, offset, firstEntry, entryCount } = at;
    return {
      message: `The checksum of block ${index} of tsync file "${this.name}" (from byte ${offset}) does not match: entries ${firstEntry} to ${firstEntry + entryCount - 1} may be wrong`,
      blockIndex: index,
      offset,
      firstEntry,
      entryCount,
    };
  }
}

interface BlockPlace {
  readonly index: number;
  readonly offset: number;
  readonly firstEntry: number;
}

/** Headers are some 150 bytes; user data may make one longer, but not endlessly. */
const FIRST_HEADER_BYTES = 4096;
const MAX_HEADER_BYTES = 16 << 20;

function readHeader(source: ByteSource, hash: Xxh3): DecodedHeader {
  for (let want = FIRST_HEADER_BYTES; ; want *= 16) {
    const count = Math.min(want, source.byteLength);
    const decoded = decodeHeader(source.read(0, count), source.name, hash);
    if (decoded !== HEADER_INCOMPLETE) return decoded;
    if (count === source.byteLength || count >= MAX_HEADER_BYTES) {
      throw tsyncError(source.name, count, `its header is damaged: it does not end within ${count} bytes`);
    }
  }
}
