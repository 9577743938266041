/**
 * The kinds of items of the benches between machines.
 *
 * @module
 */
import { DataType } from 'syntalos-mlink';

/** What a bench sends. */
export type ItemKind = 'row' | 'line' | 'frame' | 'hd-frame';

export const TYPES = {
  row: DataType.TableRow,
  line: DataType.LineReading,
  frame: DataType.Frame,
  'hd-frame': DataType.Frame,
} as const;

/** Width and height of frames; three channels of 8 bits. */
export const SIZES = { frame: [640, 480], 'hd-frame': [1920, 1080] } as const;

/** The present in µs, the same for all namespaces of a machine. */
export function nowUsec(): number {
  return Number(process.hrtime.bigint() / 1000n);
}
