/**
 * One line of text about an item of any data type.
 *
 * @module
 */
import { assertNever } from '../../../errors.ts';
import {
  ControlCommandKind,
  DataType,
  LineCommandKind,
  type ControlCommand,
  type FrameFields,
  type LineCommand,
  type LineReading,
  type SignalBlock,
  type SignalData,
  type TableRow,
} from '../../../types/index.ts';

/** Longest text of an item: a status message is one line. */
const MAX_CHARS = 60;

/**
 * An item in a few words, such as `frame 123 at 2.050 s, 640 × 480 × 1 u8`.
 *
 * @param dataType - of the port that the item came from
 */
export function describeItem(dataType: DataType, item: unknown): string {
  const text = textOf(dataType, item);
  return text.length <= MAX_CHARS ? text : `${text.slice(0, MAX_CHARS - 1)}…`;
}

function textOf(dataType: DataType, item: unknown): string {
  // The port checked that the item has the shape of its type.
  switch (dataType) {
    case DataType.Frame: {
      const { index, timeUsec, width, height, channels, depth } = item as FrameFields;
      return `frame ${index} at ${seconds(timeUsec)}, ${width} × ${height} × ${channels} ${depth}`;
    }
    case DataType.TableRow:
      return `row ${(item as TableRow).join(' | ')}`;
    case DataType.LineReading: {
      const { lineId, value, timeUsec } = item as LineReading;
      return `line ${lineId} = ${value} at ${seconds(timeUsec)}`;
    }
    case DataType.LineCommand: {
      const { kind, lineId, value } = item as LineCommand;
      return `${nameOf(LineCommandKind, kind)} of line ${lineId} = ${value}`;
    }
    case DataType.ControlCommand: {
      const { kind, durationMsec } = item as ControlCommand;
      return `${nameOf(ControlCommandKind, kind)}, ${durationMsec} ms`;
    }
    case DataType.SignalBlockI32:
    case DataType.SignalBlockU16:
    case DataType.SignalBlockF32: {
      const { rows, cols } = item as SignalBlock<SignalData>;
      return `block of ${rows} × ${cols} samples`;
    }
    default:
      return assertNever(dataType);
  }
}

function seconds(usec: number): string {
  return `${(usec / 1e6).toFixed(3)} s`;
}

function nameOf(names: Readonly<Record<string, number>>, value: number): string {
  return Object.keys(names).find((name) => names[name] === value) ?? `command ${value}`;
}
