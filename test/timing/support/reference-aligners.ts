/**
 * The two synchronizers once more, written from the text of the specification as plainly as it
 * reads: whole rings summed in `bigint`s for every pair. Slow, and independent of `src/timing`.
 */

type Point = [number, number];

abstract class Reference {
  readonly reports: Point[] = [];
  readonly points: Point[] = [];
  readonly ring: number[];
  readonly strategies: number;
  readonly tolerance: number;
  expected = 0;
  calibrated = false;
  protected row = -1;
  protected wait = 0;
  protected withinTolerance = false;
  protected lastReport = 0;
  protected deviation = 0;
  #seen = 0;
  #expectedDeviation = 0;

  constructor(length: number, strategies: number, tolerance: number) {
    this.strategies = strategies;
    this.tolerance = tolerance;
    this.ring = new Array<number>(length).fill(0);
  }

  protected average(): number {
    return Number(this.ring.reduce((sum, offset) => sum + BigInt(offset), 0n) / BigInt(this.ring.length));
  }

  protected variance(around: number): number {
    const squares = this.ring.reduce((sum, offset) => sum + BigInt(offset - around) ** 2n, 0n);
    return Number(squares) / (this.ring.length - 1);
  }

  /** Replaces the oldest offset; answers whether this one ended the calibration. */
  protected push(offset: number): boolean {
    this.ring.shift();
    this.ring.push(offset);
    if (this.calibrated || ++this.#seen < 2 * this.ring.length) return false;
    const sorted = [...this.ring].sort((a, b) => a - b);
    const half = sorted.length / 2;
    this.expected = round(((sorted[Math.ceil(half) - 1] ?? NaN) + (sorted[Math.floor(half)] ?? NaN)) / 2);
    this.#expectedDeviation = Math.sqrt(this.variance(this.average()));
    this.calibrated = true;
    return true;
  }

  protected isFluke(average: number, offset: number, factor: number): boolean {
    const distance = Math.abs(average - offset);
    return distance > this.#expectedDeviation && distance ** 2 > factor * this.variance(average);
  }

  protected shifts(amount: number): boolean {
    return ((this.strategies & 2) !== 0 && amount > 0) || ((this.strategies & 1) !== 0 && amount < 0);
  }

  protected report(value: number, at: number): void {
    this.reports.push([this.row, value]);
    this.lastReport = at;
  }

  protected write(device: number, master: number): void {
    if ((this.strategies & 8) !== 0) this.points.push([device + 0, master + 0]);
  }
}

/** Section 4. */
export class ReferenceClock extends Reference {
  correction = 0;
  #lastMaster = 0;
  #lastDevice = 0;

  next(master: number, device: number): number {
    const aligned = this.#align(master, device);
    if (this.calibrated) [this.#lastMaster, this.#lastDevice] = [aligned, device];
    return aligned;
  }

  stop(): void {
    if (this.calibrated) this.write(this.#lastDevice, this.#lastMaster);
  }

  #align(master: number, device: number): number {
    this.row++;
    const offset = device - master;
    const average = this.average();
    const wasCalibrated = this.calibrated;
    if (this.push(offset)) this.write(0, -this.expected);
    if (this.wait > 0) this.wait--;
    if (!wasCalibrated) return master;

    const deviation = average - this.expected;
    if (this.isFluke(average, offset, 4)) {
      const bridged = this.#notBefore(this.#lastMaster + (device - this.#lastDevice));
      this.write(device, bridged);
      return bridged;
    }
    if (Math.abs(deviation) < this.tolerance) {
      if (!this.withinTolerance || master - this.lastReport > 30e6) this.report(deviation, master);
      this.withinTolerance = true;
      if (this.correction === 0) return master;
      const small = Math.abs(deviation) < Math.trunc(this.tolerance / 3);
      this.correction = small ? 0 : Math.ceil(this.correction / 1.25) + 0;
      return this.#notBefore(this.#applied(master, device));
    }
    this.withinTolerance = false;
    if (master - this.lastReport > 15e6) this.report(deviation, master);
    const missing = deviation - this.correction;
    if (this.wait === 0 && Math.abs(missing) > this.tolerance / 1.5) {
      const gap = device - this.#lastDevice;
      let k = 1000 * (1 - (Math.log(gap + 1) / Math.log(1_000_001)) ** 0.117) + 1;
      if (k >= Math.abs(missing)) k = Math.abs(missing) / 4;
      if (!(k >= 1)) k = 1;
      this.correction += Math.ceil(missing / k) + 0;
      this.write(device, device - this.expected - this.correction);
      if (Math.abs(this.correction) > 1) this.wait = Math.ceil(0.65 * this.ring.length);
    }
    return Math.max(this.#lastMaster, this.#applied(master, device));
  }

  #applied(master: number, device: number): number {
    return this.shifts(this.correction) ? device - this.expected - this.correction : master;
  }

  #notBefore(master: number): number {
    return master < this.#lastMaster ? this.#lastMaster + 1 : master;
  }
}

/** Section 5. */
export class ReferenceCounter extends Reference {
  indexOffset = 0;
  readonly #frequency: number;
  readonly #point: number;
  #correction = 0;
  #applied = false;
  #last = { device: 0, master: 0 };

  constructor(length: number, strategies: number, tolerance: number, frequencyHz: number) {
    super(length, strategies, tolerance);
    this.#frequency = frequencyHz;
    this.#point = (1 / frequencyHz) * 1000 * 1000;
  }

  next(received: number, block: number, count: number, indices: bigint[]): bigint[] {
    this.row++;
    const point = this.#point;
    const size = indices.length;
    const raw = indices[size - 1] ?? 0n;
    const shifted = this.#applied ? indices.map((index) => index - BigInt(this.indexOffset)) : indices;
    const master = received - round(point * ((count - 1) * size)) + round(point * (block * size));
    const device = round(Number(raw + 1n) * point);
    this.#last = { device, master };
    const offset = round(Number(raw + 1n - BigInt(this.indexOffset)) * point) - master;
    const average = this.average();
    const deviation = average - this.expected;
    const wasCalibrated = this.calibrated;
    if (this.push(offset)) {
      this.reports.push([this.row, average - this.expected]);
      this.write(0, -this.expected);
    }
    if (!wasCalibrated) return shifted;
    if (this.wait > 0) this.wait--;

    const elapsed = master - this.lastReport;
    if (Math.abs(deviation) < this.tolerance) {
      if (block === 0 && (!this.withinTolerance || elapsed > 30e6)) this.report(deviation, received);
      this.withinTolerance = true;
      if (this.indexOffset !== 0 && Math.abs(deviation) < Math.trunc(this.tolerance / 3)) {
        this.indexOffset = Math.trunc(this.indexOffset / 2) + 0;
        this.#correction = this.indexOffset === 0 ? 0 : Math.floor(this.#correction / 2);
      }
      return shifted;
    }
    this.withinTolerance = false;
    if (this.isFluke(average, offset, 2.25) || this.wait > 0) return shifted;
    if (block === 0 && elapsed > 15e6) this.report(deviation, received);
    this.#correction += Math.ceil((deviation - this.#correction) / 3) + 0;
    if (Math.abs(this.#correction) <= point) this.#correction = Math.ceil(point);
    const wanted = Math.trunc((this.#correction / 1000 / 1000) * this.#frequency) + 0;
    const before = this.indexOffset;
    if (wanted === before) return shifted;
    this.indexOffset = round((2 * wanted + before) / 3);
    let out = shifted;
    if (this.indexOffset !== 0) {
      this.wait = Math.trunc(1.2 * this.ring.length);
      this.#applied = this.shifts(this.indexOffset);
      if (before === 0 && this.#applied) {
        const share = (k: number): number =>
          size === 1 ? this.indexOffset : round((this.indexOffset * k) / (size - 1));
        out = shifted.map((index, k) => index - BigInt(share(k)));
      }
    }
    this.write(device, master);
    return out;
  }

  stop(lastValidMaster: number): void {
    const surplus = Math.min(0, lastValidMaster - this.#last.master);
    this.write(this.#last.device + surplus, this.#last.master + surplus);
  }
}

/** To the nearest integer, halves away from zero. */
function round(value: number): number {
  const size = Math.abs(value);
  const floor = Math.floor(size);
  return Math.sign(value) * (size - floor >= 0.5 ? floor + 1 : floor) + 0;
}
