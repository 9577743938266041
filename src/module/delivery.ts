/**
 * The delivery of a port's items: when the next one is looked for, when others get a turn, when to sleep.
 *
 * @module
 */
import { endsWithin } from '../deadline.ts';
import type { PortCounters, RunState, WaitListener } from '../shm/index.ts';
import { monotonicUsec } from '../timing/index.ts';
import type { ItemSource } from './item-source.ts';
import { FAILED, type PortConsumers } from './port-consumers.ts';
import type { Waiting } from './waiters.ts';

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

/** How long a port that spins looks for items in each turn of the event loop, in µs, and how often from one look at the clock to the next. */
const SPIN_USEC = 20;
const LOOKS_PER_CLOCK = 16;

/** How long code that sets a consumer late has at least, in ms: then a run that ends does not wait for one any more. */
const TURN_OF_CODE_MSEC = 2_000;
/** How long items wait for somebody who takes them before they hold up no sender any more, in ms. */
const UNCLAIMED_MSEC = 10_000;
/** From one look at these times to the next, in ms. */
const LOOK_MSEC = 250;

/** What a {@link Delivery} works with. */
export interface DeliveryParts<T> {
  readonly source: ItemSource<T>;
  readonly consumers: PortConsumers<T>;
  readonly runState: RunState;
  readonly counters: PortCounters;
  /** Whether it looks for items all the time, and does not sleep. */
  readonly isSpinning: boolean;
  /** Whether a loop of the program goes on, which may still set a consumer. */
  readonly hasOwnLoop: () => boolean;
  /** Called after each item. */
  readonly onDelivered: () => void;
  /** Called once, when nobody has taken items for long: whether they are let go, or wait for the program's loop. */
  readonly onUnclaimed: (fate: 'let go' | 'waiting') => void;
  /** Resolves when the run is to end. */
  readonly untilRunEnds: () => Waiting;
}

/**
 * Takes the items of one port out of its ring and to their consumer, for one run.
 *
 * What nobody takes stays in the ring: a consumer that a script's loop or a timer sets later gets every item. A
 * port that still has none after 10 s, and whose module has no loop of its own that goes on, lets its items go and
 * counts them as unread: a port that nobody uses must not keep a camera from its recorder for the whole run.
 */
export class Delivery<T> {
  readonly #parts: DeliveryParts<T>;
  /** Looks without an item since the last one. */
  #idleTurns = 0;
  #idleSinceUsec = 0;
  /** The last pause was a short one. */
  #isBrisk = false;
  #turnStartUsec = 0;
  /** The last look at the clock. */
  #lookedUsec = 0;
  /** Items from one look at the clock to the next. */
  #stride = 1;
  #untilLook = 1;
  /** Settle what {@link run} answered. */
  #resolve: () => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;

  constructor(parts: DeliveryParts<T>) {
    this.#parts = parts;
  }

  /** Delivers until the run's stop is requested, or a consumer fails. */
  run(): Promise<void> {
    this.#parts.consumers.begin();
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      this.#look();
    });
  }

  /** Begins a turn: this thread is awake, and looks for items. */
  readonly #look = (): void => {
    this.#beginTurn();
    this.#goOn();
  };

  /**
   * Delivers what there is. Calls and no promises lead from the wake-up to here and on to the consumer: each promise
   * between them would keep an item waiting for some µs, as this code runs cold wherever items are rare.
   */
  readonly #goOn = (): void => {
    try {
      if (!this.#deliver()) void this.#end().then(this.#resolve, this.#reject);
    } catch (error) {
      this.#reject(error);
    }
  };

  /** Delivers until something else is to be waited for, which goes on by itself then; false when the delivery is over. */
  #deliver(): boolean {
    const { source, consumers, runState, onDelivered } = this.#parts;
    while (!runState.isStopRequested) {
      if (!consumers.isThere) {
        this.#untilClaimed().then(this.#look, this.#reject);
        return true;
      }
      if (!source.next(this.#turnStartUsec) && !this.#spinsToNext()) {
        this.#idle();
        return true;
      }
      if (this.#idleTurns > 0) this.#noteItemAfterPause();
      const pending = consumers.consume(source);
      if (pending === FAILED) return false;
      if (pending !== undefined) {
        consumers.hasSettled(pending).then(this.#onSettled, this.#reject);
        return true;
      }
      onDelivered();
      if (this.#passesTurn()) return true;
    }
    return false;
  }

  /** What the consumer of an item waited for is settled. */
  readonly #onSettled = (isGood: boolean): void => {
    if (!isGood) {
      void this.#end().then(this.#resolve, this.#reject);
      return;
    }
    this.#parts.onDelivered();
    if (!this.#passesTurn()) this.#goOn();
  };

  /** Gives others on the event loop a turn where this one was long; true if so: the delivery goes on after it. */
  #passesTurn(): boolean {
    if (--this.#untilLook > 0 || !this.#isTurnOver()) return false;
    this.#parts.source.flush();
    setImmediate(this.#onTurn);
    return true;
  }

  readonly #onTurn = (): void => {
    this.#turnStartUsec = this.#lookedUsec = monotonicUsec();
    this.#goOn();
  };

  async #end(): Promise<void> {
    const { source, consumers } = this.#parts;
    source.countUnread(await consumers.end());
    source.flush();
  }

  /** There is no item: looks again soon, or sleeps until there is one. */
  #idle(): void {
    const { source, runState, isSpinning } = this.#parts;
    source.flush();
    if (this.#idleTurns === 0) this.#idleSinceUsec = monotonicUsec();
    const isSoon = isSpinning || (!source.isCrowded && this.#isFlowing());
    this.#idleTurns++;
    if (isSoon) setImmediate(this.#look);
    else source.onceMore(runState.stopWord, this.#sleep);
  }

  /** Whether the next item is expected in so short a time that no sleep is worth it. */
  #isFlowing(): boolean {
    return (
      this.#idleTurns < IDLE_TURNS || (this.#isBrisk && monotonicUsec() - this.#idleSinceUsec < BRISK_USEC)
    );
  }

  /** Where others would sleep, a port that spins looks on for a moment; true if it came to an item. */
  #spinsToNext(): boolean {
    const { source, runState, isSpinning } = this.#parts;
    if (!isSpinning || this.#isFlowing()) return false;
    source.beginPause();
    const endUsec = this.#turnStartUsec + SPIN_USEC;
    do {
      for (let looks = 0; looks < LOOKS_PER_CLOCK; looks++) {
        if (!source.next(this.#turnStartUsec)) continue;
        this.#beginTurn();
        return true;
      }
      this.#turnStartUsec = monotonicUsec();
    } while (this.#turnStartUsec < endUsec && !runState.isStopRequested);
    return false;
  }

  readonly #sleep: WaitListener = {
    onOutcome: (outcome) => {
      // A source that is gone sends nothing more: without this, its end would be looked at again and again.
      if (outcome === 'closed') this.#parts.untilRunEnds().promise.then(this.#look, this.#reject);
      else this.#look();
    },
    onError: (error) => this.#reject(error),
  };

  /** Nobody takes items: waits for somebody, and after a while lets them go. */
  async #untilClaimed(): Promise<void> {
    const { source, consumers, counters, runState, hasOwnLoop } = this.#parts;
    source.flush();
    const since = performance.now();
    const isUnclaimed = (): boolean => !consumers.isThere && !runState.isStopRequested;
    let isSaid = false;
    while (isUnclaimed()) {
      const elapsedMsec = performance.now() - since;
      const isLong = elapsedMsec >= UNCLAIMED_MSEC && source.holdsBack;
      if (isLong && !hasOwnLoop()) {
        await this.#letGo(isUnclaimed);
        break;
      }
      if (isLong && !isSaid) {
        isSaid = true;
        this.#parts.onUnclaimed('waiting');
      }
      if (elapsedMsec >= TURN_OF_CODE_MSEC && !hasOwnLoop()) counters.setUnclaimed(true);
      const change = consumers.untilChange();
      await endsWithin(change.promise, LOOK_MSEC);
      change.cancel();
    }
    if (consumers.isThere) counters.setUnclaimed(false);
  }

  async #letGo(isUnclaimed: () => boolean): Promise<void> {
    const { source, counters, runState, onUnclaimed, untilRunEnds } = this.#parts;
    counters.setUnclaimed(true);
    let count = 0;
    while (isUnclaimed()) {
      const more = source.letGo();
      if (count === 0 && more > 0) onUnclaimed('let go');
      count += more;
      if ((await source.more(runState.stopWord)) === 'closed') await untilRunEnds().promise;
    }
  }

  #beginTurn(): void {
    this.#turnStartUsec = this.#lookedUsec = monotonicUsec();
    this.#untilLook = this.#stride = 1;
  }

  #noteItemAfterPause(): void {
    this.#isBrisk = this.#turnStartUsec - this.#idleSinceUsec < BRISK_USEC;
    this.#idleTurns = 0;
  }

  /**
   * Slow items are looked after one by one, quick ones in strides: a look costs as much as an item. A stride takes
   * half of what is left of the turn at most, should the next items be as quick as the last ones.
   */
  #isTurnOver(): boolean {
    const nowUsec = monotonicUsec();
    const leftUsec = this.#turnStartUsec + TURN_USEC - nowUsec;
    const isQuick = (nowUsec - this.#lookedUsec) * 4 < leftUsec;
    this.#lookedUsec = nowUsec;
    this.#stride = isQuick ? Math.min(this.#stride * 2, MAX_STRIDE) : Math.max(1, this.#stride >> 2);
    this.#untilLook = this.#stride;
    return leftUsec <= 0;
  }
}
