/**
 * Commands to a line of a hardware board: set its mode, write a level, give a pulse.
 *
 * Bytes (wire-protocol section 7): i32 kind, u16 line id, u32 value, i64 duration µs, u32 flags,
 * bytes extra; packed, so all but the first field lie unaligned.
 *
 * @module
 */
import { copyOf } from '../copy-bytes.ts';
import { describeLength, isIntegerIn, readInt64, readLength, writeInt64, writeLength } from './int64.ts';
import {
  checkLeastBytes,
  decodeError,
  isRecord,
  itemTypeError,
  type ItemCodec,
  type MemorySpan,
} from './item-codec.ts';

/** What a {@link LineCommand} does, with the numbers of the wire. */
export const LineCommandKind = {
  UNKNOWN: 0,
  /** Configure the line as `flags` say. */
  SET_MODE: 1,
  /** Set a digital line to `value`, 0 or 1. */
  WRITE_DIGITAL: 2,
  /** Set an analog line to `value`. */
  WRITE_ANALOG: 3,
  /** Pulse a digital line for `durationUsec`. */
  WRITE_DIGITAL_PULSE: 4,
  /** Drive an analog line with `value` for `durationUsec`. */
  WRITE_ANALOG_PULSE: 5,
  /** What `extra` holds, as the device defines it. */
  DEVICE_SPECIFIC: 6,
} as const;
export type LineCommandKind = (typeof LineCommandKind)[keyof typeof LineCommandKind];

/** Bits of a {@link LineCommand}'s `flags` for SET_MODE; combine them with `|`. */
export const LineModeFlags = {
  NONE: 0,
  /** The line is an input. */
  IS_INPUT: 1,
  /** The line is an output. */
  IS_OUTPUT: 2,
  /** The pull-up resistor is on (inputs only). */
  PULL_UP: 4,
} as const;
/** Any combination of {@link LineModeFlags}, 0 to 2^32 − 1. */
export type LineModeFlags = number;

/** A command to a line of a hardware board. */
export interface LineCommand {
  readonly kind: LineCommandKind;
  /** Line, channel or pin number, 0 to 65535. */
  readonly lineId: number;
  /** Level: digital 0 or 1, analog the DAC code; 0 to 2^32 − 1. */
  readonly value: number;
  /** Length of a pulse in µs. */
  readonly durationUsec: number;
  readonly flags: LineModeFlags;
  /** What the device defines for DEVICE_SPECIFIC, else empty. */
  readonly extra: Uint8Array;
}

const NAME = 'LineCommand';
const FIXED_BYTES = 30;
/** Making an empty array takes longer than reading all the rest, and nobody can change it. */
const NO_BYTES = new Uint8Array(0);
const KIND_MAX = LineCommandKind.DEVICE_SPECIFIC;

/** The codec of {@link LineCommand}. */
export const lineCommandCodec: ItemCodec<LineCommand> = {
  measure,
  measureAtMost: measure,

  encodeInto(item: LineCommand, { bytes, view }: MemorySpan, offset: number): number {
    view.setInt32(offset, item.kind, true);
    view.setUint16(offset + 4, item.lineId, true);
    view.setUint32(offset + 6, item.value, true);
    writeInt64(view, offset + 10, item.durationUsec);
    view.setUint32(offset + 18, item.flags, true);
    writeLength(view, offset + 22, item.extra.byteLength);
    if (item.extra.byteLength > 0) bytes.set(item.extra, offset + FIXED_BYTES);
    return FIXED_BYTES + item.extra.byteLength;
  },

  decode({ bytes, view }: MemorySpan, offset: number, byteLength: number): LineCommand {
    checkLeastBytes(NAME, byteLength, FIXED_BYTES);
    const kind = view.getInt32(offset, true);
    if (kind < 0 || kind > KIND_MAX) throw decodeError(NAME, `kind ${kind} is not known`);
    const extraLength = readLength(view, offset + 22);
    if (extraLength !== byteLength - FIXED_BYTES) {
      throw decodeError(
        NAME,
        `"extra" has ${describeLength(extraLength)} bytes, but ${byteLength - FIXED_BYTES} are left`,
      );
    }
    return {
      kind: kind as LineCommandKind,
      lineId: view.getUint16(offset + 4, true),
      value: view.getUint32(offset + 6, true),
      durationUsec: readInt64(view, offset + 10, NAME, 'durationUsec'),
      flags: view.getUint32(offset + 18, true),
      extra: extraLength === 0 ? NO_BYTES : copyOf(bytes, offset + FIXED_BYTES, extraLength),
    };
  },
};

function measure(item: unknown): number {
  if (!isRecord(item)) {
    throw itemTypeError(NAME, '', item, 'an object with kind, lineId, value, durationUsec, flags and extra');
  }
  const { kind, lineId, value, durationUsec, flags, extra } = item;
  if (!isIntegerIn(kind, 0, KIND_MAX)) throw itemTypeError(NAME, 'kind', kind, 'a LineCommandKind');
  if (!isIntegerIn(lineId, 0, 0xffff)) {
    throw itemTypeError(NAME, 'lineId', lineId, 'a whole number from 0 to 65535');
  }
  if (!isIntegerIn(value, 0, 0xffffffff)) {
    throw itemTypeError(NAME, 'value', value, 'a whole number from 0 to 4294967295');
  }
  if (!Number.isSafeInteger(durationUsec)) {
    throw itemTypeError(NAME, 'durationUsec', durationUsec, 'a whole number of µs within ±(2^53 − 1)');
  }
  if (!isIntegerIn(flags, 0, 0xffffffff)) {
    throw itemTypeError(NAME, 'flags', flags, 'LineModeFlags combined with |');
  }
  if (!(extra instanceof Uint8Array)) throw itemTypeError(NAME, 'extra', extra, 'a Uint8Array');
  return FIXED_BYTES + extra.byteLength;
}
