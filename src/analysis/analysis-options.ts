/**
 * Options of an analysis, with their defaults and limits.
 *
 * @module
 */
import { availableParallelism } from 'node:os';
import { SyntalosError, describeValue } from '../errors.ts';

/** Options of `port.analyze`. */
export interface AnalysisOptions<T, R> {
  /** Worker threads, 1 to 64; by default as many as there are cores, at most 8. */
  readonly workers?: number;
  /** Results come in item order (the default), or as they are ready. */
  readonly ordered?: boolean;
  /**
   * Most items that are taken and whose result is not delivered, 1 to 1024; by default
   * `2 × workers + 1`. Their records stay in the ring: this is what holds the sender back.
   */
  readonly maxInFlight?: number;
  /**
   * Runs on the module's thread, in the order of the results, while the item is still in place;
   * what it returns takes the place of the result.
   *
   * @param result - what `analyze(item)` returned
   * @param item - valid until this function, or its promise, ends
   */
  readonly transform?: (result: unknown, item: T) => R | Promise<R>;
}

/** {@link AnalysisOptions} that were checked and filled in. */
export interface CheckedOptions<T, R> {
  readonly workers: number;
  readonly ordered: boolean;
  readonly maxInFlight: number;
  readonly transform: AnalysisOptions<T, R>['transform'];
}

/** More threads than this by default cost start-up time and memory that few analyses win back. */
const MAX_DEFAULT_WORKERS = 8;
const MAX_WORKERS = 64;
const MAX_IN_FLIGHT = 1024;

/**
 * Checks options and fills in the defaults.
 *
 * @throws ERR_SYNTALOS_INVALID_ARGUMENT - naming the option
 */
export function checkOptions<T, R>(label: string, options: AnalysisOptions<T, R>): CheckedOptions<T, R> {
  const workers = options.workers ?? Math.min(availableParallelism(), MAX_DEFAULT_WORKERS);
  checkCount(label, 'workers', workers, MAX_WORKERS);
  const maxInFlight = options.maxInFlight ?? 2 * workers + 1;
  checkCount(label, 'maxInFlight', maxInFlight, MAX_IN_FLIGHT);
  const ordered: unknown = options.ordered ?? true;
  if (typeof ordered !== 'boolean') throw invalid(label, 'ordered', ordered, 'true or false');
  const { transform } = options;
  if (transform !== undefined && typeof transform !== 'function') {
    throw invalid(label, 'transform', transform, 'a function');
  }
  return { workers, ordered, maxInFlight, transform };
}

function checkCount(label: string, name: string, value: number, most: number): void {
  if (Number.isInteger(value) && value >= 1 && value <= most) return;
  throw invalid(label, name, value, `a whole number from 1 to ${most}`);
}

function invalid(label: string, name: string, value: unknown, expected: string): SyntalosError {
  return new SyntalosError(
    'ERR_SYNTALOS_INVALID_ARGUMENT',
    `Cannot make ${label}: ${name} is ${describeValue(value)}, expected ${expected}`,
  );
}
