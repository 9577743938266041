/**
 * What the compiler has to accept and to refuse; compiling this file is the test.
 */
import {
  DataType,
  codecOf,
  decode,
  encode,
  type DataOf,
  type Frame,
  type ItemCodec,
  type LineReading,
  type SignalBlockF32,
  type TableRow,
} from 'syntalos-mlink/types';

// Two types are the same where the compiler takes one function type for the other.
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Each holds, or this does not compile. */
export const SAME: readonly [
  Same<DataOf<typeof DataType.Frame>, Frame>,
  Same<DataOf<typeof DataType.TableRow>, TableRow>,
  Same<DataOf<typeof DataType.LineReading>, LineReading>,
  Same<DataOf<typeof DataType.SignalBlockF32>, SignalBlockF32>,
] = [true, true, true, true];

/** A port of any type stores its codec so. */
export function codecForPort<D extends DataType>(type: D): ItemCodec<DataOf<D>> {
  return codecOf(type);
}

/** Never called. */
export function compiles(bytes: Uint8Array): number {
  const row: TableRow = decode(DataType.TableRow, bytes);
  encode(DataType.TableRow, row);
  encode(DataType.TableRow, ['a', 1, true, 5n]);
  encode(DataType.Frame, decode(DataType.Frame, bytes));

  // @ts-expect-error a row is no frame
  encode(DataType.Frame, ['a']);
  // @ts-expect-error a cell is text or turns into text
  encode(DataType.TableRow, [null]);
  // @ts-expect-error fields are missing
  encode(DataType.LineReading, { lineId: 1 });
  // @ts-expect-error the scalars are of another type
  encode(DataType.SignalBlockF32, decode(DataType.SignalBlockI32, bytes));
  // @ts-expect-error rows are received as text
  const cell: number = row[0];
  return cell;
}
