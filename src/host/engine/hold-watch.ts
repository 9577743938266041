/**
 * Finds out who holds back whom, and when each output began to give: by looks at the counters while a run
 * goes on. The counters themselves say only that an output was held back, not by which of its readers.
 *
 * @module
 */
import { formatPortRef } from '../project/index.ts';
import type { PortMeter } from './port-meter.ts';

/** How often the counters are looked at, in ms. */
export const HOLD_WATCH_MSEC = 100;

/** What is known of one output. */
interface Watched {
  readonly output: PortMeter;
  readonly readers: readonly PortMeter[];
  /** Items that each reader had before it at the looks at which the output was held back, added up. */
  readonly unreadSums: number[];
  heldBackUsec: number;
  firstItemUsec: number | undefined;
}

/** Looks at the outputs of one run. */
export class HoldWatch {
  readonly #watched: readonly Watched[];
  readonly #runTimeUsec: () => number | undefined;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param meters - of all ports
   * @param readersOf - the inputs that an output feeds
   */
  constructor(
    meters: readonly PortMeter[],
    readersOf: (output: PortMeter) => readonly PortMeter[],
    runTimeUsec: () => number | undefined,
  ) {
    this.#runTimeUsec = runTimeUsec;
    this.#watched = meters
      .filter(({ direction }) => direction === 'output')
      .map((output) => {
        const readers = readersOf(output);
        const unreadSums = readers.map(() => 0);
        return { output, readers, unreadSums, heldBackUsec: 0, firstItemUsec: undefined };
      });
  }

  /** Begins to look at the counters again and again. */
  start(): void {
    this.#timer = setInterval(() => this.look(), HOLD_WATCH_MSEC);
  }

  /** Looks a last time. */
  end(): void {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.look();
  }

  look(): void {
    for (const watched of this.#watched) {
      const { output, readers, unreadSums } = watched;
      if (watched.firstItemUsec === undefined && output.written > 0) {
        watched.firstItemUsec = this.#runTimeUsec();
      }
      const { heldBackUsec } = output.counts();
      if (heldBackUsec === watched.heldBackUsec) continue;
      watched.heldBackUsec = heldBackUsec;
      for (const [i, reader] of readers.entries()) unreadSums[i]! += reader.unread;
    }
  }

  /** When an output had given its first item, in µs since the start; undefined if it gave none. */
  firstItemUsec(output: PortMeter): number | undefined {
    return this.#watchedOf(output)?.firstItemUsec;
  }

  /**
   * The inputs that held an output back, the slowest first. Without a look at the right moment, all of them
   * that are able to.
   */
  holdersOf(output: PortMeter): readonly string[] {
    const watched = this.#watchedOf(output);
    if (watched === undefined || output.counts().heldBackUsec === 0) return [];
    const able = watched.readers
      .map((reader, i) => ({ name: formatPortRef(reader.ref), sum: watched.unreadSums[i]!, reader }))
      .filter(({ reader }) => reader.policy === 'block')
      .sort((a, b) => b.sum - a.sum);
    const most = able[0]?.sum ?? 0;
    // Whoever had less than half as much before it was waiting for the slow one, too.
    return able.filter(({ sum }) => sum * 2 >= most).map(({ name }) => name);
  }

  #watchedOf(output: PortMeter): Watched | undefined {
    return this.#watched.find((watched) => watched.output === output);
  }
}
