/**
 * When a device's clock was off, and by how much.
 *
 * @module
 */

/** A time in which deviations were beyond the tolerance, µs of master time. */
interface OffPeriod {
  readonly fromUsec: number;
  toUsec: number;
  /** The largest deviation, with its sign. */
  worstUsec: number;
}

/** Periods that are named one by one. */
const NAMED_PERIODS = 3;

/** Collects when deviations were beyond the tolerance. Allocates only when such a time begins. */
export class OffPeriods {
  readonly #periods: OffPeriod[] = [];
  #count = 0;
  #current: OffPeriod | undefined;

  /** Takes the average deviation at a time. */
  note(isWithin: boolean, deviationUsec: number, masterUsec: number): void {
    if (isWithin) {
      if (this.#current !== undefined) this.#current.toUsec = masterUsec;
      this.#current = undefined;
      return;
    }
    if (this.#current === undefined) {
      this.#current = { fromUsec: masterUsec, toUsec: masterUsec, worstUsec: deviationUsec };
      this.#count++;
      if (this.#periods.length < NAMED_PERIODS) this.#periods.push(this.#current);
    }
    const period = this.#current;
    period.toUsec = masterUsec;
    if (Math.abs(deviationUsec) > Math.abs(period.worstUsec)) period.worstUsec = deviationUsec;
  }

  /** What was found, in words: `from 4.1 s to 9.8 s by up to 2.5 ms`; `undefined` if nothing was. */
  text(): string | undefined {
    if (this.#count === 0) return undefined;
    const named = this.#periods.map(
      ({ fromUsec, toUsec, worstUsec }) =>
        `from ${seconds(fromUsec)} to ${seconds(toUsec)} by up to ${Number((worstUsec / 1000).toPrecision(4))} ms`,
    );
    const more = this.#count - named.length;
    return `${named.join(', ')}${more > 0 ? ` and ${more} more times` : ''}`;
  }
}

function seconds(usec: number): string {
  return `${(usec / 1e6).toFixed(1)} s`;
}
