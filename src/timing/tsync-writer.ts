/**
 * Writes tsync files.
 *
 * @module
 */
import { SyntalosError, describeValue } from '../errors.ts';
import { encodeHeader } from './tsync-header.ts';
import {
  DEFAULT_BLOCK_SIZE,
  MAX_BLOCK_SIZE,
  MIN_BLOCK_SIZE,
  TAIL_BYTES,
  TsyncMode,
  TsyncTimeType,
  TsyncTimeUnit,
  WORDS,
  isMode,
  isTimeType,
  isTimeUnit,
  sizeOfTime,
  type TsyncHeader,
  type TsyncTime,
} from './tsync-format.ts';
import { openFileSink, type TsyncSink } from './tsync-sink.ts';
import { createXxh3, type Xxh3 } from './xxh3.ts';

/** What a {@link TsyncWriter} writes into the header. */
export interface TsyncWriterOptions {
  /** Name of the module that writes. */
  readonly moduleName: string;
  /** Id of the collection as canonical UUID text. */
  readonly collectionId: string;
  /** Free-form values, kept as JSON in the order given. Default: none (`{}`). */
  readonly userData?: Readonly<Record<string, unknown>>;
  /** Default {@link TsyncMode.CONTINUOUS}. */
  readonly mode?: TsyncMode;
  /** Entries per block, at least 128. Default 2800. */
  readonly blockSize?: number;
  /** Default: `device-time`, µs, i64. */
  readonly time1?: Partial<TsyncTime>;
  /** Default: `master-time`, µs, i64. */
  readonly time2?: Partial<TsyncTime>;
  /** Time of creation, seconds since the Unix epoch. Default: now. */
  readonly createdSec?: number;
  /** Longest time that an entry waits in memory, ms: 500 by default, 0 for until its block is complete. */
  readonly flushMsec?: number;
}

/** Times in any array; `bigint`s are for values beyond 2^53. */
export type TsyncTimes = ArrayLike<number> | ArrayLike<bigint>;

/**
 * Writes a tsync file, version 1.2.
 *
 * Entries go to the sink when their block is complete, and at the latest after half a second: a
 * writer that dies leaves a file whose last block has no end yet, of which `TsyncReader.recover` gives
 * the entries. Memory is bounded by one block or 1 MiB. All calls are synchronous; `write` allocates
 * nothing between two flushes.
 *
 * After a failed write the writer takes no more entries: every later `write` throws the same
 * error, and `close` only closes the sink.
 */
export class TsyncWriter implements Disposable {
  /** What the file's header says. */
  readonly header: TsyncHeader;
  readonly #sink: TsyncSink;
  readonly #hash: Xxh3;
  readonly #put1: PutTime;
  readonly #put2: PutTime;
  readonly #size1: number;
  readonly #entryBytes: number;
  /** Entries of the current block that are not handed to the sink yet. */
  readonly #buffer: Uint8Array;
  readonly #view: DataView;
  /** Bytes of the buffer that entries may fill; the rest is room for the block's tail. */
  readonly #capacity: number;
  #used = 0;
  #blockEntries = 0;
  #entryCount = 0;
  #state: 'open' | 'failed' | 'closed' = 'open';
  #failure: unknown;
  /** The failure came between two calls: the next one throws it, be it `close`. */
  #isFailureUnseen = false;
  readonly #flushMsec: number;
  /** Runs while entries wait in memory. */
  #flushTimer: NodeJS.Timeout | undefined;
  #waitingSinceMsec = 0;

  private constructor(header: TsyncHeader, sink: TsyncSink, { hash, flushMsec }: WriterSetup) {
    this.header = header;
    this.#flushMsec = flushMsec;
    this.#sink = sink;
    this.#hash = hash;
    this.#put1 = PUT[header.time1.type];
    this.#put2 = PUT[header.time2.type];
    this.#size1 = sizeOfTime(header.time1.type);
    this.#entryBytes = this.#size1 + sizeOfTime(header.time2.type);
    const entries = Math.min(header.blockSize, Math.floor(MAX_BUFFER_BYTES / this.#entryBytes));
    this.#capacity = entries * this.#entryBytes;
    this.#buffer = new Uint8Array(this.#capacity + TAIL_BYTES);
    this.#view = new DataView(this.#buffer.buffer);
  }

  /**
   * Creates a file and writes its header.
   *
   * @param target - path of the file, to which `.tsync` is appended if missing (an existing file
   *   is replaced), or a sink, which the writer owns from then on
   * @throws SyntalosError `ERR_SYNTALOS_STORAGE` if the file cannot be created or written,
   *   `ERR_SYNTALOS_INVALID_ARGUMENT` for an option out of its range
   * @example
   * ```ts
   * const writer = await TsyncWriter.create('video_timestamps', {
   *   moduleName: 'camera',
   *   collectionId: '0198c0de-1234-7abc-8def-0123456789ab',
   *   time1: { name: 'frame-no', unit: TsyncTimeUnit.INDEX, type: TsyncTimeType.UINT32 },
   * });
   * writer.write(0, 16_700);
   * writer.close();
   * ```
   */
  static async create(target: string | TsyncSink, options: TsyncWriterOptions): Promise<TsyncWriter> {
    const header = headerOf(options);
    const hash = await createXxh3();
    const sink = typeof target === 'string' ? openFileSink(withExtension(target)) : target;
    try {
      sink.write(encodeHeader(header, hash));
    } catch (error) {
      sink.close();
      throw error;
    }
    hash.reset();
    return new TsyncWriter(header, sink, { hash, flushMsec: options.flushMsec ?? DEFAULT_FLUSH_MSEC });
  }

  /** Path of the file, or the name of the sink. */
  get name(): string {
    return this.#sink.name;
  }

  /** Entries written so far, those of the unfinished block included. */
  get entryCount(): number {
    return this.#entryCount;
  }

  /**
   * Appends one entry.
   *
   * @param time1 - an integer in the range of the first time's type; `bigint` beyond 2^53
   * @param time2 - likewise for the second time
   * @throws SyntalosError `ERR_SYNTALOS_INVALID_ARGUMENT` for a value that its type cannot hold,
   *   `ERR_SYNTALOS_CLOSED` after `close`, `ERR_SYNTALOS_STORAGE` if the disk refuses the block
   */
  write(time1: number | bigint, time2: number | bigint): void {
    if (this.#state !== 'open') this.#refuse();
    const at = this.#used;
    if (!this.#put1(this.#view, at, time1)) this.#refuseValue(this.header.time1, time1);
    if (!this.#put2(this.#view, at + this.#size1, time2)) this.#refuseValue(this.header.time2, time2);
    this.#used = at + this.#entryBytes;
    this.#entryCount++;
    if (++this.#blockEntries === this.header.blockSize) this.#endBlock();
    else if (this.#used === this.#capacity) this.flush();
    else if (this.#flushMsec > 0) this.#flushInTime();
  }

  /**
   * Appends one entry per index of two arrays of equal length. Where a value is refused the
   * entries before it are written.
   *
   * @throws SyntalosError as {@link write} does
   */
  writeBatch(times1: TsyncTimes, times2: TsyncTimes): void {
    if (times1.length !== times2.length) {
      throw new SyntalosError(
        'ERR_SYNTALOS_INVALID_ARGUMENT',
        `Cannot write tsync entries: got ${times1.length} first and ${times2.length} second times, expected as many of each`,
      );
    }
    for (let i = 0; i < times1.length; i++) this.write(times1[i]!, times2[i]!);
  }

  /**
   * Hands the entries of the unfinished block to the sink.
   *
   * @throws SyntalosError `ERR_SYNTALOS_STORAGE` - the disk refuses them
   */
  flush(): void {
    if (this.#state !== 'open' || this.#used === 0) return;
    this.#hash.update(this.#buffer.subarray(0, this.#used));
    this.#hand(this.#used);
  }

  /**
   * Ends the last block and closes the file. Further calls do nothing.
   *
   * @throws SyntalosError `ERR_SYNTALOS_STORAGE` if the last block cannot be written; the file
   *   is closed all the same
   */
  close(): void {
    if (this.#state === 'closed') return;
    try {
      // A block without entries does not exist: nothing to end after a full one.
      if (this.#state === 'open' && this.#blockEntries > 0) this.#endBlock();
      if (this.#isFailureUnseen) throw this.#failure;
    } finally {
      this.#state = 'closed';
      this.#stopTimer();
      this.#sink.close();
    }
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #endBlock(): void {
    const hash = this.#hash;
    hash.update(this.#buffer.subarray(0, this.#used));
    this.#view.setBigUint64(this.#used, WORDS.terminator, true);
    this.#view.setBigUint64(this.#used + 8, hash.digest(), true);
    hash.reset();
    this.#blockEntries = 0;
    this.#hand(this.#used + TAIL_BYTES);
  }

  /** A thread that is busy runs no timers: the time is looked at here, too. */
  #flushInTime(): void {
    if (this.#flushTimer === undefined) {
      this.#waitingSinceMsec = performance.now();
      this.#flushTimer = setTimeout(() => this.#flushLate(), this.#flushMsec).unref();
    } else if (performance.now() - this.#waitingSinceMsec >= this.#flushMsec) {
      this.flush();
    }
  }

  #flushLate(): void {
    try {
      this.flush();
    } catch {
      this.#isFailureUnseen = true;
    }
  }

  #stopTimer(): void {
    clearTimeout(this.#flushTimer);
    this.#flushTimer = undefined;
  }

  #hand(byteLength: number): void {
    this.#used = 0;
    this.#stopTimer();
    try {
      this.#sink.write(this.#buffer.subarray(0, byteLength));
    } catch (error) {
      this.#state = 'failed';
      this.#failure = error;
      throw error;
    }
  }

  #refuse(): never {
    if (this.#state === 'failed') {
      this.#isFailureUnseen = false;
      throw this.#failure;
    }
    throw new SyntalosError(
      'ERR_SYNTALOS_CLOSED',
      `Cannot write to tsync file "${this.name}": it was closed before`,
    );
  }

  #refuseValue(time: TsyncTime, value: unknown): never {
    throw new SyntalosError(
      'ERR_SYNTALOS_INVALID_ARGUMENT',
      `Cannot write to tsync file "${this.name}": time "${time.name}" is ${describeValue(value)}, expected an integer that fits ${TYPE_NAMES[time.type]}`,
    );
  }
}

interface WriterSetup {
  readonly hash: Xxh3;
  readonly flushMsec: number;
}

/** Half of what may be lost when the writer's process dies: frames older than 1 s have their times on disk. */
const DEFAULT_FLUSH_MSEC = 500;

/** Larger blocks are handed to the sink in pieces of this size. */
const MAX_BUFFER_BYTES = 1 << 20;

const TYPE_NAMES: Readonly<Record<TsyncTimeType, string>> = {
  [TsyncTimeType.INT16]: 'i16',
  [TsyncTimeType.INT32]: 'i32',
  [TsyncTimeType.INT64]: 'i64',
  [TsyncTimeType.UINT16]: 'u16',
  [TsyncTimeType.UINT32]: 'u32',
  [TsyncTimeType.UINT64]: 'u64',
};

/** Puts a value at an offset, or returns false if the type cannot hold it. */
type PutTime = (view: DataView, at: number, value: number | bigint) => boolean;

const PUT: Readonly<Record<TsyncTimeType, PutTime>> = {
  [TsyncTimeType.INT16]: (view, at, value) => {
    const short = Number(value);
    view.setInt16(at, short, true);
    return view.getInt16(at, true) === short;
  },
  [TsyncTimeType.UINT16]: (view, at, value) => {
    const short = Number(value);
    view.setUint16(at, short, true);
    return view.getUint16(at, true) === short;
  },
  [TsyncTimeType.INT32]: (view, at, value) => {
    const word = Number(value);
    view.setInt32(at, word, true);
    return view.getInt32(at, true) === word;
  },
  [TsyncTimeType.UINT32]: (view, at, value) => {
    const word = Number(value);
    view.setUint32(at, word, true);
    return view.getUint32(at, true) === word;
  },
  [TsyncTimeType.INT64]: (view, at, value) => {
    if (typeof value === 'number') return putSafeInteger(view, at, value);
    view.setBigInt64(at, value, true);
    return view.getBigInt64(at, true) === value;
  },
  [TsyncTimeType.UINT64]: (view, at, value) => {
    if (typeof value === 'number') return value >= 0 && putSafeInteger(view, at, value);
    view.setBigUint64(at, value, true);
    return view.getBigUint64(at, true) === value;
  },
};

/** As two's complement in two words: far cheaper than a detour over `bigint`. */
function putSafeInteger(view: DataView, at: number, value: number): boolean {
  if (!Number.isSafeInteger(value)) return false;
  view.setUint32(at, value, true);
  view.setInt32(at + 4, Math.floor(value / 2 ** 32), true);
  return true;
}

function withExtension(path: string): string {
  return path.endsWith('.tsync') ? path : `${path}.tsync`;
}

function headerOf(options: TsyncWriterOptions): TsyncHeader {
  const header: TsyncHeader = {
    createdSec: options.createdSec ?? Math.floor(Date.now() / 1000),
    moduleName: options.moduleName,
    collectionId: options.collectionId,
    userData: options.userData ?? {},
    mode: options.mode ?? TsyncMode.CONTINUOUS,
    blockSize: options.blockSize ?? DEFAULT_BLOCK_SIZE,
    time1: timeOf('device-time', options.time1),
    time2: timeOf('master-time', options.time2),
  };
  const { blockSize, createdSec, mode } = header;
  if (!Number.isInteger(blockSize) || blockSize < MIN_BLOCK_SIZE || blockSize > MAX_BLOCK_SIZE) {
    throw invalid(`blockSize is ${blockSize}, expected ${MIN_BLOCK_SIZE} to ${MAX_BLOCK_SIZE} entries`);
  }
  if (!Number.isSafeInteger(createdSec)) {
    throw invalid(`createdSec is ${createdSec}, expected whole seconds since the epoch`);
  }
  if (!isMode(mode)) throw invalid(`mode is ${describeValue(mode)}, expected 0 or 1`);
  return header;
}

function timeOf(name: string, given: Partial<TsyncTime> = {}): TsyncTime {
  const time: TsyncTime = {
    name: given.name ?? name,
    unit: given.unit ?? TsyncTimeUnit.MICROSECONDS,
    type: given.type ?? TsyncTimeType.INT64,
  };
  const { unit, type } = time;
  if (!isTimeUnit(unit))
    throw invalid(`the unit of "${time.name}" is ${describeValue(unit)}, expected 0 to 4`);
  if (!isTimeType(type)) {
    throw invalid(`the type of "${time.name}" is ${describeValue(type)}, expected 2, 3, 4, 6, 7 or 8`);
  }
  return time;
}

function invalid(why: string): SyntalosError {
  return new SyntalosError('ERR_SYNTALOS_INVALID_ARGUMENT', `Cannot create a tsync file: ${why}`);
}
