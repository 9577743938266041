/**
 * Commands that one module gives another: start, pause, stop, step or a word of its own.
 *
 * Bytes (wire-protocol section 7): i32 kind, u64 duration ms, str command.
 *
 * @module
 */
import { describeLength, isIntegerIn, readLength, readUint64, writeInt64, writeLength } from './int64.ts';
import {
  checkLeastBytes,
  decodeError,
  isRecord,
  itemTypeError,
  type ItemCodec,
  type MemorySpan,
} from './item-codec.ts';
import { readUtf8, utf8Length, writeUtf8 } from './utf8.ts';

/** What a {@link ControlCommand} asks for, with the numbers of the wire. */
export const ControlCommandKind = {
  UNKNOWN: 0,
  /** Start an operation. */
  START: 1,
  /** Pause an operation; START resumes it. */
  PAUSE: 2,
  /** Stop an operation. */
  STOP: 3,
  /** Advance an operation by one step. */
  STEP: 4,
  /** What the field `command` says. */
  CUSTOM: 5,
} as const;
export type ControlCommandKind = (typeof ControlCommandKind)[keyof typeof ControlCommandKind];

/** A command to a module. */
export interface ControlCommand {
  readonly kind: ControlCommandKind;
  /** How long it holds until the receiver returns to its former state, in ms; 0 is without end. */
  readonly durationMsec: number;
  /** The command's name where `kind` is CUSTOM, else empty. */
  readonly command: string;
}

const NAME = 'ControlCommand';
const FIXED_BYTES = 20;
const KIND_MAX = ControlCommandKind.CUSTOM;

/** The codec of {@link ControlCommand}. */
export const controlCommandCodec: ItemCodec<ControlCommand> = {
  measure,
  measureAtMost: measure,

  encodeInto({ kind, durationMsec, command }: ControlCommand, target: MemorySpan, offset: number): number {
    const length = writeUtf8(target.bytes, offset + FIXED_BYTES, command);
    target.view.setInt32(offset, kind, true);
    writeInt64(target.view, offset + 4, durationMsec);
    writeLength(target.view, offset + 12, length);
    return FIXED_BYTES + length;
  },

  decode(source: MemorySpan, offset: number, byteLength: number): ControlCommand {
    const { view } = source;
    checkLeastBytes(NAME, byteLength, FIXED_BYTES);
    const kind = view.getInt32(offset, true);
    if (kind < 0 || kind > KIND_MAX) throw decodeError(NAME, `kind ${kind} is not known`);
    const length = readLength(view, offset + 12);
    if (length !== byteLength - FIXED_BYTES) {
      throw decodeError(
        NAME,
        `the command has ${describeLength(length)} bytes, but ${byteLength - FIXED_BYTES} are left`,
      );
    }
    return {
      kind: kind as ControlCommandKind,
      durationMsec: readUint64(view, offset + 4, NAME, 'durationMsec'),
      command: readUtf8(source, offset + FIXED_BYTES, length),
    };
  },
};

function measure(item: unknown): number {
  if (!isRecord(item)) throw itemTypeError(NAME, '', item, 'an object with kind, durationMsec and command');
  const { kind, durationMsec, command } = item;
  if (!isIntegerIn(kind, 0, KIND_MAX)) throw itemTypeError(NAME, 'kind', kind, 'a ControlCommandKind');
  if (!isIntegerIn(durationMsec, 0, Number.MAX_SAFE_INTEGER)) {
    throw itemTypeError(NAME, 'durationMsec', durationMsec, 'a whole number from 0 to 2^53 − 1');
  }
  if (typeof command !== 'string') throw itemTypeError(NAME, 'command', command, 'a string');
  return FIXED_BYTES + utf8Length(command);
}
