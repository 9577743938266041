/**
 * Who takes the results of an analysis: a `for await` loop or a callback.
 *
 * @module
 */
import { SyntalosError, describeValue } from '../errors.ts';
import { HandOverIterator } from './hand-over-iterator.ts';
import { Signal } from './signal.ts';

/** What a {@link ResultDesk} works with. */
export interface ResultDeskParts {
  /** Names the analysis in messages. */
  readonly label: string;
  /** Whether a result without a consumer may wait for one: the run goes on. */
  readonly isOpen: () => boolean;
  /** Calls a function of the user's; lets the caller know when user code runs. */
  readonly invoke: (userCode: () => unknown) => unknown;
}

/** Hands results over, one at a time; each waits for a consumer, but `undefined` needs none. */
export class ResultDesk<R> {
  readonly #parts: ResultDeskParts;
  #onResult: ((result: R) => unknown) | null = null;
  #iterator: HandOverIterator<R> | undefined;
  /** The result that waits for a consumer. */
  #consumer: Signal | undefined;

  constructor(parts: ResultDeskParts) {
    this.#parts = parts;
  }

  /** The callback that takes results, when no loop does. */
  get onResult(): ((result: R) => unknown) | null {
    return this.#onResult;
  }

  set onResult(callback: ((result: R) => unknown) | null) {
    const given: unknown = callback;
    if (given !== null && typeof given !== 'function') {
      throw new SyntalosError(
        'ERR_SYNTALOS_INVALID_ARGUMENT',
        `Cannot set onResult of ${this.#parts.label}: got ${describeValue(given)}, expected a function or null`,
      );
    }
    this.#onResult = callback;
    this.#consumer?.give();
  }

  /**
   * Begins a loop over the results.
   *
   * @throws ERR_SYNTALOS_INVALID_STATE - when another one goes on
   */
  iterate(): HandOverIterator<R> {
    if (this.#iterator !== undefined) {
      throw new SyntalosError(
        'ERR_SYNTALOS_INVALID_STATE',
        `Cannot iterate ${this.#parts.label} twice at a time: end the other loop first`,
      );
    }
    const iterator = new HandOverIterator<R>('result', () => {
      if (this.#iterator === iterator) this.#iterator = undefined;
    });
    this.#iterator = iterator;
    this.#consumer?.give();
    return iterator;
  }

  /** Gives a result to its consumer, and waits until that is done; false when none came for it. */
  async handOver(result: R): Promise<boolean> {
    for (;;) {
      const iterator = this.#iterator;
      if (iterator !== undefined) {
        if (await iterator.offer(result)) return true;
        continue; // the loop was left before it took this one
      }
      const onResult = this.#onResult;
      if (onResult !== null) {
        await this.#parts.invoke(() => onResult(result));
        return true;
      }
      if (result === undefined) return true;
      if (!this.#parts.isOpen()) return false;
      this.#consumer = new Signal();
      await this.#consumer.promise;
      this.#consumer = undefined;
    }
  }

  /** A result that waits for a consumer looks whether it may wait any longer. */
  stopWaiting(): void {
    this.#consumer?.give();
  }

  /** Ends the loop. */
  endLoop(): void {
    this.#iterator?.end();
  }
}
