/**
 * The warning for a command that a board refuses.
 *
 * @module
 */
import { LineCommandKind, type LineCommand } from '../../../types/index.ts';

/** A warning about a command that a board cannot carry out. */
export function describeRefusal({ kind, lineId }: LineCommand, why: string): string {
  const name = Object.entries(LineCommandKind).find(([, number]) => number === kind)?.[0] ?? String(kind);
  return `Cannot carry out ${name} of line ${lineId}: ${why}`;
}
