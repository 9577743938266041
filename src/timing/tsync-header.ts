/**
 * Encodes and decodes the header of a tsync file.
 *
 * @module
 */
import { SyntalosError, messageOf } from '../errors.ts';
import {
  MAGIC_BYTES,
  NULL_LENGTH,
  OLD_WORDS,
  TAIL_BYTES,
  VERSION_MAJOR,
  VERSION_MINOR,
  WORDS,
  isMode,
  isTimeType,
  isTimeUnit,
  type TsyncHeader,
  type TsyncTime,
  type TsyncWords,
} from './tsync-format.ts';
import type { Xxh3 } from './xxh3.ts';

/** Encodes a header, from its magic to its checksum. */
export function encodeHeader(header: TsyncHeader, hash: Xxh3): Uint8Array {
  const parts: Uint8Array[] = [
    word64(WORDS.magic),
    word16(VERSION_MAJOR),
    word16(VERSION_MINOR),
    word64(BigInt(header.createdSec)),
    ...text(header.moduleName),
    ...text(header.collectionId),
    ...text(JSON.stringify(header.userData)),
    word16(header.mode),
    word32(header.blockSize),
    ...time(header.time1),
    ...time(header.time2),
  ];
  const length = parts.reduce((sum, part) => sum + part.byteLength, 0);
  parts.push(new Uint8Array((8 - (length % 8)) % 8));
  const body = Buffer.concat(parts);
  hash.reset();
  hash.update(body.subarray(MAGIC_BYTES));
  return Buffer.concat([body, word64(WORDS.terminator), word64(hash.digest())]);
}

/** A decoded header, and what a reader needs to go on. */
export interface DecodedHeader {
  readonly header: TsyncHeader;
  readonly words: TsyncWords;
  /** Bytes of the header, the magic and its checksum included: where the first block starts. */
  readonly byteLength: number;
}

/** What {@link decodeHeader} returns if the bytes end before the header does. */
export const HEADER_INCOMPLETE = 'incomplete';

/**
 * Decodes the header at the start of `bytes`.
 *
 * @param name - the file's name for messages
 * @returns the header, or {@link HEADER_INCOMPLETE} if more bytes are needed to decide
 * @throws SyntalosError `ERR_SYNTALOS_TSYNC` for another kind of file, an unreadable version or a
 *   damaged header
 */
export function decodeHeader(
  bytes: Uint8Array,
  name: string,
  hash: Xxh3,
): DecodedHeader | typeof HEADER_INCOMPLETE {
  const cursor = new HeaderCursor(bytes, name);
  try {
    const words = readMagic(cursor);
    readVersion(cursor);
    const fields = readFields(cursor);
    cursor.skipPadding();
    const bodyEnd = cursor.at;
    const terminator = cursor.u64();
    if (terminator !== words.terminator) cursor.fail(bodyEnd, 'its terminator is missing');
    verifyChecksum(cursor, { bodyEnd, old: words === OLD_WORDS, hash });
    return { header: decodeFields(cursor, fields), words, byteLength: bodyEnd + TAIL_BYTES };
  } catch (error) {
    if (error instanceof EndOfBytes) return HEADER_INCOMPLETE;
    throw error;
  }
}

function readMagic(cursor: HeaderCursor): TsyncWords {
  const magic = cursor.u64();
  const words = [WORDS, OLD_WORDS].find((candidate) => candidate.magic === magic);
  if (words === undefined) {
    throw tsyncError(
      cursor.name,
      0,
      `it is no tsync file: it starts with 0x${magic.toString(16).padStart(16, '0')}`,
    );
  }
  return words;
}

function readVersion(cursor: HeaderCursor): void {
  const major = cursor.u16();
  const minor = cursor.u16();
  if (major === VERSION_MAJOR && minor >= VERSION_MINOR) return;
  const why =
    major === VERSION_MAJOR ? '; older minor versions have no checksums, convert the file with Syntalos' : '';
  throw tsyncError(
    cursor.name,
    MAGIC_BYTES,
    `its format version is ${major}.${minor}, expected ${VERSION_MAJOR}.${VERSION_MINOR} or a later ${VERSION_MAJOR}.x${why}`,
  );
}

/** The header's fields as they stand in the file, not yet judged. */
interface RawFields {
  readonly createdSec: bigint;
  readonly moduleName: Uint8Array | null;
  readonly collectionId: Uint8Array | null;
  readonly userData: Uint8Array | null;
  readonly mode: number;
  readonly blockSize: number;
  readonly time1: RawTime;
  readonly time2: RawTime;
}

interface RawTime {
  readonly name: Uint8Array | null;
  readonly unit: number;
  readonly type: number;
}

function readFields(cursor: HeaderCursor): RawFields {
  // Object literals evaluate in order: this is the order of the file.
  return {
    createdSec: cursor.i64(),
    moduleName: cursor.string(),
    collectionId: cursor.string(),
    userData: cursor.string(),
    mode: cursor.u16(),
    blockSize: cursor.i32(),
    time1: { name: cursor.string(), unit: cursor.u16(), type: cursor.u16() },
    time2: { name: cursor.string(), unit: cursor.u16(), type: cursor.u16() },
  };
}

function verifyChecksum(
  cursor: HeaderCursor,
  options: { readonly bodyEnd: number; readonly old: boolean; readonly hash: Xxh3 },
): void {
  const { bodyEnd, old, hash } = options;
  const stored = cursor.u64();
  hash.reset();
  hash.update(cursor.bytes.subarray(MAGIC_BYTES, bodyEnd));
  if (hash.digest() === stored) return;
  if (old) {
    // Some writers before Syntalos 3 left the lengths of strings out of the checksum.
    hash.reset();
    let from = MAGIC_BYTES;
    for (const at of cursor.lengthOffsets) {
      hash.update(cursor.bytes.subarray(from, at));
      from = at + 4;
    }
    hash.update(cursor.bytes.subarray(from, bodyEnd));
    if (hash.digest() === stored) return;
  }
  cursor.fail(bodyEnd + 8, 'its checksum does not match');
}

function decodeFields(cursor: HeaderCursor, raw: RawFields): TsyncHeader {
  const createdSec = Number(raw.createdSec);
  if (!Number.isSafeInteger(createdSec)) return cursor.refuse('its creation time is out of range');
  if (!isMode(raw.mode)) return cursor.refuse(`its mode is ${raw.mode}, expected 0 or 1`);
  if (raw.blockSize < 1) return cursor.refuse(`its block size is ${raw.blockSize}, expected at least 1`);
  return {
    createdSec,
    moduleName: decodeText(cursor, raw.moduleName),
    collectionId: decodeText(cursor, raw.collectionId),
    userData: decodeUserData(cursor, decodeText(cursor, raw.userData)),
    mode: raw.mode,
    blockSize: raw.blockSize,
    time1: decodeTime(cursor, raw.time1),
    time2: decodeTime(cursor, raw.time2),
  };
}

function decodeTime(cursor: HeaderCursor, raw: RawTime): TsyncTime {
  const { unit, type } = raw;
  const name = decodeText(cursor, raw.name);
  if (!isTimeUnit(unit)) return cursor.refuse(`the unit of time "${name}" is ${unit}, expected 0 to 4`);
  if (!isTimeType(type)) {
    return cursor.refuse(`the type of time "${name}" is ${type}, expected 2, 3, 4, 6, 7 or 8`);
  }
  return { name, unit, type };
}

function decodeText(cursor: HeaderCursor, bytes: Uint8Array | null): string {
  if (bytes === null) return '';
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return cursor.refuse('a string in its header is no UTF-8');
  }
}

function decodeUserData(cursor: HeaderCursor, json: string): Readonly<Record<string, unknown>> {
  if (json === '') return {};
  try {
    const value: unknown = JSON.parse(json);
    if (value === null) return {};
    if (typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch (error) {
    return cursor.refuse(`its user data is no JSON: ${messageOf(error)}`);
  }
  return cursor.refuse('its user data is no JSON object');
}

/** The error of a file that cannot be read: if, and why. */
export function tsyncError(name: string, offset: number, why: string): SyntalosError {
  return new SyntalosError('ERR_SYNTALOS_TSYNC', `Cannot read tsync file "${name}": ${why}`, {
    details: { path: name, offset },
  });
}

/** A read past the end of the bytes at hand: {@link decodeHeader} turns it into "need more". */
class EndOfBytes extends Error {}

/** Reads little-endian words from the start of the bytes, checking each length first. */
class HeaderCursor {
  readonly bytes: Uint8Array;
  readonly name: string;
  readonly lengthOffsets: number[] = [];
  at = 0;
  readonly #view: DataView;

  constructor(bytes: Uint8Array, name: string) {
    this.bytes = bytes;
    this.name = name;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  u16(): number {
    return this.#view.getUint16(this.#take(2), true);
  }

  i32(): number {
    return this.#view.getInt32(this.#take(4), true);
  }

  i64(): bigint {
    return this.#view.getBigInt64(this.#take(8), true);
  }

  u64(): bigint {
    return this.#view.getBigUint64(this.#take(8), true);
  }

  string(): Uint8Array | null {
    this.lengthOffsets.push(this.at);
    const length = this.#view.getUint32(this.#take(4), true);
    if (length === NULL_LENGTH) return null;
    const start = this.#take(length);
    return this.bytes.subarray(start, start + length);
  }

  skipPadding(): void {
    this.#take((8 - (this.at % 8)) % 8);
  }

  fail(offset: number, why: string): never {
    throw tsyncError(this.name, offset, `its header is damaged at byte ${offset}: ${why}`);
  }

  refuse(why: string): never {
    throw tsyncError(this.name, this.at, why);
  }

  #take(count: number): number {
    const start = this.at;
    if (count > this.bytes.byteLength - start) throw new EndOfBytes();
    this.at = start + count;
    return start;
  }
}

function word16(value: number): Uint8Array {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function word32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function word64(value: bigint): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt.asUintN(64, value));
  return bytes;
}

function text(value: string): readonly [Uint8Array, Uint8Array] {
  const bytes = Buffer.from(value, 'utf8');
  return [word32(bytes.byteLength), bytes];
}

function time(value: TsyncTime): readonly Uint8Array[] {
  return [...text(value.name), word16(value.unit), word16(value.type)];
}
