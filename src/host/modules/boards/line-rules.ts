/**
 * The rules that commands for the lines of any board follow; answers are why one is refused.
 *
 * @module
 */
import { LineModeFlags } from '../../../types/index.ts';

/** What a line was made; `unset` until its mode was sent. */
export type LineMode = 'unset' | 'input' | 'output';

/** What the flags of a mode say. */
export interface RequestedMode {
  readonly mode: 'input' | 'output';
  readonly pullUp: boolean;
}

/** Reads the flags of a mode; a text says why they make none. */
export function requestedMode(flags: LineModeFlags): RequestedMode | string {
  const isInput = (flags & LineModeFlags.IS_INPUT) !== 0;
  const isOutput = (flags & LineModeFlags.IS_OUTPUT) !== 0;
  const pullUp = (flags & LineModeFlags.PULL_UP) !== 0;
  if (isInput === isOutput) return `its flags ${flags} name not exactly one of input and output`;
  if (isOutput && pullUp) return 'only inputs have a pull-up resistor';
  return { mode: isInput ? 'input' : 'output', pullUp };
}

/** A write to a line, as far as the rules go. */
export interface RequestedWrite {
  readonly kind: 'digital' | 'analog';
  /** Of a pulse. */
  readonly durationUsec?: number;
}

/** Why a line does not take a write; `undefined` if it does. */
export function whyNotWritten(
  line: { readonly mode: LineMode; readonly isAnalog: boolean },
  { kind, durationUsec }: RequestedWrite,
): string | undefined {
  if (line.mode === 'unset') return 'its mode was not set, send it first';
  if (line.mode === 'input') return 'it is an input';
  const own = line.isAnalog ? 'analog' : 'digital';
  if (own !== kind) return `it is ${own}, the command is for ${kind} lines`;
  if (durationUsec !== undefined && durationUsec <= 0) return `its duration is ${durationUsec} µs`;
  return undefined;
}
