/**
 * The parts of a stream, one after the other.
 *
 * @module
 */
import { messageOf } from '../errors.ts';

/** The parts of a stream. */
export interface PartsOptions<T> {
  /** Number of the first part that is played, and how many there are. */
  readonly from: number;
  readonly count: number;
  /** Items of a part; opens it first. */
  readonly itemsOf: (part: number) => AsyncIterable<T>;
  /** The stream, as messages begin: `Table "events"`. */
  readonly what: string;
  readonly onWarning: (text: string) => void;
}

/**
 * Gives the items of all parts that can be read: one that is missing or damaged leaves the others
 * playable.
 *
 * @throws what the first part that failed threw, after all others were played
 */
export async function* playParts<T>(options: PartsOptions<T>): AsyncGenerator<T, void, undefined> {
  const { from, count, itemsOf, what, onWarning } = options;
  const failures: unknown[] = [];
  for (let part = from; part < count; part++) {
    try {
      yield* itemsOf(part);
    } catch (error) {
      failures.push(error);
      if (part < count - 1)
        onWarning(`${what} goes on with part ${part + 2} of ${count}: ${messageOf(error)}`);
    }
  }
  if (failures.length > 0) throw failures[0];
}
