/**
 * Whether the sources of a run kept their times.
 *
 * @module
 */
import { formatCount, formatInteger, formatSpan } from './format.ts';

/** What a source gave of what was due, and who held it back. Only sources that have times of their own. */
export interface SourceReport {
  /** Id of its module. */
  readonly module: string;
  /** Items or ticks that were due until the stop. */
  readonly due: number;
  /** How many of these it gave; never more than {@link due}. */
  readonly given: number;
  /** Ticks that it skipped, as those before took too long. */
  readonly skipped: number;
  /** How due times are known: `schedule`, the module counts them; `framerate`, by the metadata of its output. */
  readonly pace: 'schedule' | 'framerate';
  /** How long its submits waited for consumers, all outputs together, in µs. */
  readonly heldBackUsec: number;
  /** The inputs that held it back, as `module:port`, the slowest first; empty if it was not held back. */
  readonly heldBackBy: readonly string[];
}

/** Share of a run that a source may be held back for, in percent, unless the project says otherwise. */
export const DEFAULT_LATE_PERCENT = 1;

/** Waits that are shorter than this together are those of any busy machine, however short the run was, in ms. */
const LEAST_HELD_BACK_MSEC = 100;

/** What makes a source late. */
export interface LatenessLimits {
  /** Length of the run in ms. */
  readonly durationMsec: number;
  /** Share of the run that a source may be held back for, in percent. */
  readonly latePercent: number;
}

/**
 * Whether a source was late: it skipped ticks, it gave less than was due by more than the share that is
 * allowed, or it was held back for a larger share of the run. The last counts only for a source that keeps a
 * schedule: another one may send as fast as it can, and is held back as it wants to be.
 */
export function isLate(source: SourceReport, { durationMsec, latePercent }: LatenessLimits): boolean {
  const share = latePercent / 100;
  const { skipped, due, given, pace, heldBackUsec } = source;
  if (skipped > 0 || due - given > Math.max(1, due * share)) return true;
  return pace === 'schedule' && heldBackUsec / 1000 > Math.max(LEAST_HELD_BACK_MSEC, durationMsec * share);
}

/** A sentence about a source that was late, without its full stop. */
export function latenessText(source: SourceReport): string {
  const { module, due, given, heldBackUsec, heldBackBy } = source;
  const gave = `${module} gave ${formatInteger(given)} of ${formatCount(due, 'item')} that were due`;
  if (heldBackUsec === 0) return gave;
  const by = heldBackBy.length === 0 ? '' : ` by ${heldBackBy.join(', ')}`;
  return `${gave}, and was held back for ${formatSpan(heldBackUsec / 1000)}${by}`;
}
