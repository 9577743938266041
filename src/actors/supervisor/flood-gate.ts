/**
 * Keeps reports that come in floods from pushing out the one that matters, and from filling memory.
 *
 * @module
 */

/** How soon the same text may come again, in ms. */
const REPEAT_MSEC = 1_000;
/** Most reports of a kind in one run. */
export const MAX_REPORTS = 1_000;

/** Which reports of one kind go out: the same text once a second, and no more than 1,000 in a run; others are counted. */
export class FloodGate {
  readonly #kind: string;
  readonly #nowMsec: () => number;
  readonly #texts = new Map<string, { lastMsec: number; repeats: number }>();
  #admitted = 0;
  #leftOut = 0;

  /** @param kind - how messages name such reports: `errors` */
  constructor(kind: string, nowMsec: () => number) {
    this.#kind = kind;
    this.#nowMsec = nowMsec;
  }

  /** Whether a report of this text goes out. */
  admits(text: string): boolean {
    const nowMsec = this.#nowMsec();
    const known = this.#texts.get(text);
    if (known !== undefined && nowMsec - known.lastMsec < REPEAT_MSEC) {
      known.repeats++;
      return false;
    }
    if (this.#admitted >= MAX_REPORTS) {
      this.#leftOut++;
      return false;
    }
    this.#admitted++;
    if (known === undefined) this.#texts.set(text, { lastMsec: nowMsec, repeats: 0 });
    else known.lastMsec = nowMsec;
    return true;
  }

  /** What has not gone out since the last call, in words. */
  takeCounts(): readonly string[] {
    const counts: string[] = [];
    for (const [text, entry] of this.#texts) {
      if (entry.repeats > 0) counts.push(`${entry.repeats} more ${this.#kind} had this text: ${text}`);
      entry.repeats = 0;
    }
    if (this.#leftOut > 0) {
      counts.push(
        `${this.#leftOut} further ${this.#kind} were left out: ${MAX_REPORTS} were reported in this run`,
      );
    }
    this.#leftOut = 0;
    return counts;
  }

  /** A run begins. */
  reset(): void {
    this.#texts.clear();
    this.#admitted = 0;
    this.#leftOut = 0;
  }
}
