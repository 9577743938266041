/**
 * Reads tsync files.
 *
 * @module
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { isSyntalosError, type SyntalosError } from '../errors.ts';
import { HEADER_INCOMPLETE, decodeHeader, tsyncError, type DecodedHeader } from './tsync-header.ts';
import { TAIL_BYTES, TsyncTimeType, sizeOfTime, type TsyncHeader } from './tsync-format.ts';
import { tsyncFileError } from './tsync-sink.ts';
import { createXxh3, type Xxh3 } from './xxh3.ts';

/** Times in the type in which the file stores them. */
export type TsyncTimeArray =
  Int16Array | Uint16Array | Int32Array | Uint32Array | BigInt64Array | BigUint64Array;

/**
 * The same times as numbers: exact up to 2^53, which µs reach after 285 years but nanoseconds
 * since 1970 do not.
 */
export function timesToNumbers(times: TsyncTimeArray): Float64Array {
  const numbers = new Float64Array(times.length);
  for (let i = 0; i < times.length; i++) numbers[i] = Number(times[i]);
  return numbers;
}

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
}

/**
 * Reads a tsync file, version 1.2 and later 1.x, of Syntalos 3 and of the releases before it.
 *
 * Reading is synchronous, block by block. Kinds of damage differ: a file of another kind, an
 * unreadable version and a damaged header are refused by `open`; a block without its terminator
 * (a cut file, bytes lost or too many) throws when reading comes to it; a block whose checksum does
 * not match gives its entries with a warning.
 */
export class TsyncReader implements Disposable {
  readonly header: TsyncHeader;
  /** Path of the file, or the name given with the bytes. */
  readonly name: string;
  readonly #source: ByteSource;
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
      const hash = await createXxh3();
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
      this.#hash.reset();
      this.#hash.update(entries);
      const intact = this.#hash.digest() === tail.getBigUint64(8, true);
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
    const { damage, ...entries } = this.recover();
    if (damage !== undefined) throw damage;
    return entries;
  }

  /** Reads the entries of all blocks before the first one without its terminator. */
  recover(): TsyncRecovery {
    const blocks: TsyncBlock[] = [];
    let damage: SyntalosError | undefined;
    try {
      for (const block of this.blocks()) blocks.push(block);
    } catch (error) {
      if (!isSyntalosError(error, 'ERR_SYNTALOS_TSYNC')) throw error;
      damage = error;
    }
    return {
      time1: concatTimes(
        this.header.time1.type,
        blocks.map((block) => block.time1),
      ),
      time2: concatTimes(
        this.header.time2.type,
        blocks.map((block) => block.time2),
      ),
      warnings: blocks.flatMap((block) => block.warning ?? []),
      damage,
    };
  }

  /** Closes the file; further calls do nothing. */
  close(): void {
    this.#source.close();
  }

  [Symbol.dispose](): void {
    this.close();
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

/** Random access to the bytes of a file. */
interface ByteSource {
  readonly name: string;
  readonly byteLength: number;
  /** `count` bytes from `offset`; both were checked against `byteLength`. */
  read(offset: number, count: number): Uint8Array;
  close(): void;
}

function bytesSource(bytes: Uint8Array, name: string): ByteSource {
  return {
    name,
    byteLength: bytes.byteLength,
    read: (offset, count) => bytes.subarray(offset, offset + count),
    close: () => undefined,
  };
}

function openFileSource(path: string): ByteSource {
  let fd = -1;
  let byteLength: number;
  try {
    fd = openSync(path, 'r');
    byteLength = fstatSync(fd).size;
  } catch (error) {
    if (fd >= 0) closeSync(fd);
    throw tsyncFileError('read', path, error);
  }
  return {
    name: path,
    byteLength,
    read(offset, count) {
      const bytes = new Uint8Array(count);
      let done = 0;
      try {
        while (done < count) {
          const got = readSync(fd, bytes, done, count - done, offset + done);
          if (got === 0) throw new Error(`it ends at byte ${offset + done}, it was longer when opened`);
          done += got;
        }
      } catch (error) {
        throw tsyncFileError('read', path, error);
      }
      return bytes;
    },
    close() {
      if (fd < 0) return;
      const open = fd;
      fd = -1;
      closeSync(open);
    },
  };
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

/** Takes interleaved little-endian entries apart. */
function splitEntries(
  bytes: Uint8Array,
  header: TsyncHeader,
): { readonly time1: TsyncTimeArray; readonly time2: TsyncTimeArray } {
  const size1 = sizeOfTime(header.time1.type);
  const stride = size1 + sizeOfTime(header.time2.type);
  return {
    time1: takeTimes(bytes, { type: header.time1.type, first: 0, stride }),
    time2: takeTimes(bytes, { type: header.time2.type, first: size1, stride }),
  };
}

function takeTimes(
  bytes: Uint8Array,
  where: { readonly type: TsyncTimeType; readonly first: number; readonly stride: number },
): TsyncTimeArray {
  const { type, first, stride } = where;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const times = newTimes(type, bytes.byteLength / stride);
  let at = first;
  for (let i = 0; i < times.length; i++, at += stride) times[i] = GET[type](view, at);
  return times;
}

const GET: Readonly<Record<TsyncTimeType, (view: DataView, at: number) => number | bigint>> = {
  [TsyncTimeType.INT16]: (view, at) => view.getInt16(at, true),
  [TsyncTimeType.UINT16]: (view, at) => view.getUint16(at, true),
  [TsyncTimeType.INT32]: (view, at) => view.getInt32(at, true),
  [TsyncTimeType.UINT32]: (view, at) => view.getUint32(at, true),
  [TsyncTimeType.INT64]: (view, at) => view.getBigInt64(at, true),
  [TsyncTimeType.UINT64]: (view, at) => view.getBigUint64(at, true),
};

function newTimes(type: TsyncTimeType, length: number): TsyncTimeArray {
  switch (type) {
    case TsyncTimeType.INT16:
      return new Int16Array(length);
    case TsyncTimeType.UINT16:
      return new Uint16Array(length);
    case TsyncTimeType.INT32:
      return new Int32Array(length);
    case TsyncTimeType.UINT32:
      return new Uint32Array(length);
    case TsyncTimeType.INT64:
      return new BigInt64Array(length);
    case TsyncTimeType.UINT64:
      return new BigUint64Array(length);
  }
}

function concatTimes(type: TsyncTimeType, parts: readonly TsyncTimeArray[]): TsyncTimeArray {
  const whole = newTimes(
    type,
    parts.reduce((sum, part) => sum + part.length, 0),
  );
  let at = 0;
  for (const part of parts) {
    // All parts have the file's one type, so the element types agree.
    (whole as BigInt64Array).set(part as BigInt64Array, at);
    at += part.length;
  }
  return whole;
}
