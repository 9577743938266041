/** Columns of numbers that only keep what is new enough: a first column that grows, and others as long. */

/** Dropped at the front together, so that it costs little. */
const SLACK = 1.25;

/** Columns of one window of time. */
export class RollingColumns {
  #x: number[] = [];
  #columns: (number | null)[][];

  constructor(count: number) {
    this.#columns = Array.from({ length: count }, () => []);
  }

  get x(): readonly number[] {
    return this.#x;
  }

  get columns(): readonly (readonly (number | null)[])[] {
    return this.#columns;
  }

  add(x: readonly number[], columns: readonly (readonly (number | null)[])[]): void {
    // Another run: its times begin anew.
    if (x.length > 0 && this.#x.length > 0 && x[0]! < this.#x.at(-1)! - 1) this.clear();
    for (const value of x) this.#x.push(value);
    for (const [i, column] of this.#columns.entries()) {
      const added = columns[i] ?? [];
      for (let at = 0; at < x.length; at++) column.push(added[at] ?? null);
    }
  }

  /** Drops what lies more than `span` before the last. */
  trim(span: number): void {
    const last = this.#x.at(-1);
    if (last === undefined || last - this.#x[0]! < span * SLACK) return;
    const from = this.#x.findIndex((value) => value >= last - span);
    this.#drop(from);
  }

  /** Keeps the last `count`. */
  trimCount(count: number): void {
    if (this.#x.length > count * SLACK) this.#drop(this.#x.length - count);
  }

  clear(): void {
    this.#x = [];
    this.#columns = this.#columns.map(() => []);
  }

  #drop(count: number): void {
    this.#x = this.#x.slice(count);
    this.#columns = this.#columns.map((column) => column.slice(count));
  }
}
