/**
 * The delivery of a port's items: when the next one is looked for, when others get a turn, when to sleep.
 *
 * @module
 */
import type { RunState } from '../shm/index.ts';
import { monotonicUsec } from '../timing/index.ts';
import type { ItemSource } from './item-source.ts';
import { FAILED, type PortConsumers } from './port-consumers.ts';
import { yieldToEventLoop } from './yield.ts';

/** How long items are delivered before the event loop gets a turn, in µs. */
const TURN_USEC = 1_000;
/** Items between two looks at the clock, when they are quick. */
const MAX_STRIDE = 64;
/** Event-loop turns that a port looks for more items before it sleeps: a wake-up costs more. */
const IDLE_TURNS = 4;
/**
 * When items come closer together than this, in µs, a port looks for as long before it sleeps: the sender of
 * a large frame is done with the next one before this thread would be awake, and waking it costs the sender 30 µs.
 * No longer than a sleep and its end cost: with all cores busy, looking takes one from those who make the
 * items (200 µs held frames of 640 × 480 × 3 from another process to 3,700/s, 60 µs let 6,000/s through).
 */
const BRISK_USEC = 60;

/** What a {@link Delivery} works with. */
export interface DeliveryParts<T> {
  readonly source: ItemSource<T>;
  readonly consumers: PortConsumers<T>;
  readonly runState: RunState;
  /** Called after each item. */
  readonly onDelivered: () => void;
}

/** Takes the items of one port out of its ring and to their consumer, for one run. */
export class Delivery<T> {
  readonly #parts: DeliveryParts<T>;
  /** Looks without an item since the last one. */
  #idleTurns = 0;
  #idleSinceUsec = 0;
  /** The last pause was a short one. */
  #isBrisk = false;
  #turnStartUsec = 0;
  /** Items from one look at the clock to the next. */
  #stride = 1;
  #untilLook = 1;

  constructor(parts: DeliveryParts<T>) {
    this.#parts = parts;
  }

  /** Delivers until the run's stop is requested, or a consumer fails. */
  async run(): Promise<void> {
    const { source, consumers, runState, onDelivered } = this.#parts;
    consumers.begin();
    this.#beginTurn();
    while (!runState.isStopRequested) {
      if (!source.next()) {
        await this.#idle();
        continue;
      }
      if (this.#idleTurns > 0) this.#noteItemAfterPause();
      const pending = consumers.consume(source);
      if (pending === FAILED) break;
      if (pending !== undefined && !(await consumers.hasSettled(pending))) break;
      onDelivered();
      if (--this.#untilLook > 0) continue;
      if (!this.#isTurnOver()) continue;
      source.flush();
      await yieldToEventLoop();
      this.#turnStartUsec = monotonicUsec();
    }
    source.countUnread(await consumers.end());
    source.flush();
  }

  /** There is no item: looks again soon, or sleeps until there is one. */
  async #idle(): Promise<void> {
    const { source, runState } = this.#parts;
    source.flush();
    if (this.#idleTurns === 0) this.#idleSinceUsec = monotonicUsec();
    const isSoon =
      this.#idleTurns < IDLE_TURNS || (this.#isBrisk && monotonicUsec() - this.#idleSinceUsec < BRISK_USEC);
    if (isSoon) await yieldToEventLoop();
    else await source.wait(runState.stopWord);
    this.#idleTurns++;
    this.#beginTurn();
  }

  #beginTurn(): void {
    this.#turnStartUsec = monotonicUsec();
    this.#untilLook = this.#stride = 1;
  }

  #noteItemAfterPause(): void {
    this.#isBrisk = this.#turnStartUsec - this.#idleSinceUsec < BRISK_USEC;
    this.#idleTurns = 0;
  }

  /** Slow items are looked after one by one, quick ones in strides: a look costs as much as an item. */
  #isTurnOver(): boolean {
    const elapsedUsec = monotonicUsec() - this.#turnStartUsec;
    this.#stride = elapsedUsec * 4 > TURN_USEC ? 1 : Math.min(this.#stride * 2, MAX_STRIDE);
    this.#untilLook = this.#stride;
    return elapsedUsec >= TURN_USEC;
  }
}
