/**
 * What a tsync file consists of: enumerations with their numbers in the file, magic words, and
 * the description that a header holds. Source: tsync format 1.2 as of Syntalos 3.1.
 *
 * @module
 */

/** What the entries of a file mean. */
export const TsyncMode = {
  /** Every time point of the recording is listed. */
  CONTINUOUS: 0,
  /** Only points at which the relation of the two clocks changed. */
  SYNC_POINTS: 1,
} as const;
export type TsyncMode = (typeof TsyncMode)[keyof typeof TsyncMode];

/** Unit of one of the two times. */
export const TsyncTimeUnit = {
  INDEX: 0,
  NANOSECONDS: 1,
  MICROSECONDS: 2,
  MILLISECONDS: 3,
  SECONDS: 4,
} as const;
export type TsyncTimeUnit = (typeof TsyncTimeUnit)[keyof typeof TsyncTimeUnit];

/** Integer type in which one of the two times is stored. */
export const TsyncTimeType = {
  INT16: 2,
  INT32: 3,
  INT64: 4,
  UINT16: 6,
  UINT32: 7,
  UINT64: 8,
} as const;
export type TsyncTimeType = (typeof TsyncTimeType)[keyof typeof TsyncTimeType];

/** Name, unit and storage type of one of the two times of an entry. */
export interface TsyncTime {
  readonly name: string;
  readonly unit: TsyncTimeUnit;
  readonly type: TsyncTimeType;
}

/** What the header of a tsync file holds. */
export interface TsyncHeader {
  /** Second of creation since the Unix epoch. */
  readonly createdSec: number;
  /** Name of the module that wrote the file; `''` if the file has none. */
  readonly moduleName: string;
  /** Id of the collection the file belongs to, as canonical UUID text; `''` if it has none. */
  readonly collectionId: string;
  /** Free-form values of the writer, e.g. `{ tolerance_us: 1000 }`. */
  readonly userData: Readonly<Record<string, unknown>>;
  readonly mode: TsyncMode;
  /** Entries per block. Only the last block of a file may hold fewer. */
  readonly blockSize: number;
  readonly time1: TsyncTime;
  readonly time2: TsyncTime;
}

/** The two kinds of files that exist: they differ in these words only. */
export interface TsyncWords {
  readonly magic: bigint;
  readonly terminator: bigint;
}

export const WORDS: TsyncWords = { magic: 0xb28fe2434e53548an, terminator: 0x9198e2n };
/** Files of Syntalos before version 3. */
export const OLD_WORDS: TsyncWords = { magic: 0xf223434e5953548an, terminator: 0x1126000000000000n };

export const VERSION_MAJOR = 1;
export const VERSION_MINOR = 2;
export const MAGIC_BYTES = 8;
/** Terminator word and XXH3-64 at the end of the header and of each block. */
export const TAIL_BYTES = 16;
/** Length of a string that is null. */
export const NULL_LENGTH = 0xffffffff;

export const DEFAULT_BLOCK_SIZE = 2800;
export const MIN_BLOCK_SIZE = 128;
/** The block size is a signed 32-bit word. */
export const MAX_BLOCK_SIZE = 0x7fffffff;

/** Bytes of one time of `type`. */
export function sizeOfTime(type: TsyncTimeType): 2 | 4 | 8 {
  switch (type) {
    case TsyncTimeType.INT16:
    case TsyncTimeType.UINT16:
      return 2;
    case TsyncTimeType.INT32:
    case TsyncTimeType.UINT32:
      return 4;
    case TsyncTimeType.INT64:
    case TsyncTimeType.UINT64:
      return 8;
  }
}

export function isTimeType(value: number): value is TsyncTimeType {
  return Object.values<number>(TsyncTimeType).includes(value);
}

export function isTimeUnit(value: number): value is TsyncTimeUnit {
  return Object.values<number>(TsyncTimeUnit).includes(value);
}

export function isMode(value: number): value is TsyncMode {
  return Object.values<number>(TsyncMode).includes(value);
}
