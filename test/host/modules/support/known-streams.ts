/** Streams whose every value is known: what the fixture `known-streams` sends, and tests expect. */
import {
  ControlCommandKind,
  LineCommandKind,
  type ControlCommand,
  type LineCommand,
  type LineReading,
} from 'syntalos-mlink';
import type { SignalBlock, SignalData } from '#src/types/index';

/** How a stream of blocks is cut. */
export const BLOCKS = 26;
export const BLOCK_ROWS = 95;
export const SIGNAL_ROWS: number = BLOCKS * BLOCK_ROWS;
export const SIGNAL_NAMES: readonly string[] = ['sine', 'ramp', 'odd "name"'];
export const SAMPLE_RATE_HZ = 1000;
export const LINE_READINGS = 321;

const EDGES_F32 = [NaN, Infinity, -Infinity, 1.401298464324817e-45, 3.4028234663852886e38, -0, 0.1, 16777217];

export function timeOf(row: number): bigint {
  // Beyond 2^53, where a double is not exact any more, at the end.
  return row === SIGNAL_ROWS - 1 ? 2n ** 60n + 1n : BigInt(row) * 1000n;
}

export function valuesF32(row: number): readonly number[] {
  return [Math.fround(Math.sin(row / 10)), EDGES_F32[row % EDGES_F32.length]!, Math.fround(row / 3)].map(
    Math.fround,
  );
}

export function valuesI32(row: number): readonly number[] {
  return [row - 100, 2147483647 - row, -2147483648 + row];
}

export function valuesU16(row: number): readonly number[] {
  return [row & 0xffff, 65535 - row, (row * 7919) & 0xffff];
}

/** One block of a stream. */
export function blockOf<TData extends SignalData>(
  block: number,
  data: TData,
  valuesOf: (row: number) => readonly number[],
): SignalBlock<TData> {
  const timestamps = new BigUint64Array(BLOCK_ROWS);
  for (let i = 0; i < BLOCK_ROWS; i++) {
    const row = block * BLOCK_ROWS + i;
    timestamps[i] = timeOf(row);
    data.set(valuesOf(row), i * SIGNAL_NAMES.length);
  }
  return { timestamps, rows: BLOCK_ROWS, cols: SIGNAL_NAMES.length, data };
}

export function readingOf(i: number): LineReading {
  return { lineId: i % 5 === 4 ? 65535 : i % 5, value: i % 7 === 6 ? 4294967295 : i % 2, timeUsec: i * 1234 };
}

export function rowOf(i: number): readonly string[] {
  return [String(i), 'text; with "quotes"\n\ttab', ['äß€', '', '\u2028', '1e5'][i % 4]!];
}

export function lineCommandOf(i: number): LineCommand {
  const kinds = Object.values(LineCommandKind);
  return {
    kind: kinds[i % kinds.length]!,
    lineId: i,
    value: 4294967295 - i,
    durationUsec: i * 1_000_003,
    flags: i % 8,
    extra: Uint8Array.from({ length: i % 4 }, (_, at) => 16 * at + i),
  };
}

export function controlCommandOf(i: number): ControlCommand {
  const kinds = Object.values(ControlCommandKind);
  const kind = kinds[i % kinds.length]!;
  return { kind, durationMsec: i * 250, command: kind === ControlCommandKind.CUSTOM ? `go; "${i}"` : '' };
}
