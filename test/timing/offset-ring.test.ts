import fc from 'fast-check';
import { OffsetRing } from '#src/timing/offset-ring';
import { test } from 'tap';
import { holds } from './support/holds.ts';

/** The plain way, in integers of any size. */
class SlowRing {
  readonly #offsets: bigint[];

  constructor(length: number) {
    this.#offsets = Array.from({ length }, () => 0n);
  }

  push(offset: number): void {
    this.#offsets.shift();
    this.#offsets.push(BigInt(offset));
  }

  average(): number {
    return Number(this.#offsets.reduce((sum, offset) => sum + offset, 0n) / BigInt(this.#offsets.length));
  }

  varianceAround(center: number): number {
    const squares = this.#offsets.reduce((sum, offset) => sum + (offset - BigInt(center)) ** 2n, 0n);
    return Number(squares) / (this.#offsets.length - 1);
  }

  median(): number {
    const sorted = [...this.#offsets].sort((a, b) => (a < b ? -1 : 1));
    const upper = sorted[sorted.length >> 1] ?? 0n;
    if (sorted.length % 2 === 1) return Number(upper);
    const twice = upper + (sorted[(sorted.length >> 1) - 1] ?? 0n);
    return Number(twice % 2n === 0n ? twice / 2n : (twice + (twice < 0n ? -1n : 1n)) / 2n);
  }
}

test('average, variance and median are those of plain integer arithmetic, whatever the clocks do', async (t) => {
  const clock = fc.record({
    length: fc.integer({ min: 2, max: 60 }),
    // Clocks that started together, and one that counts from 1970.
    base: fc.oneof(fc.integer({ min: -50_000, max: 50_000 }), fc.constantFrom(-17e14, 17e14)),
    jitter: fc.constantFrom(0, 1, 500, 20_000),
    events: fc.array(
      fc.oneof(
        { weight: 20, arbitrary: fc.record({ kind: fc.constant('steady'), size: fc.integer() }) },
        {
          weight: 1,
          arbitrary: fc.record({ kind: fc.constant('fluke'), size: fc.integer({ min: -1e9, max: 1e9 }) }),
        },
        {
          weight: 1,
          arbitrary: fc.record({ kind: fc.constant('jump'), size: fc.integer({ min: -1e10, max: 1e10 }) }),
        },
      ),
      { minLength: 60, maxLength: 300 },
    ),
  });
  await holds(
    t,
    fc.property(clock, ({ length, base, jitter, events }) => {
      const ring = new OffsetRing(length);
      const slow = new SlowRing(length);
      let level = base;
      for (const [at, { kind, size }] of events.entries()) {
        if (kind === 'jump') level += size;
        const offset = kind === 'fluke' ? level + size : level + (size % (jitter + 1));
        ring.push(offset);
        slow.push(offset);
        if (at + 1 < length) continue;
        const average = slow.average();
        const exact = slow.varianceAround(average);
        if (ring.average() !== average || ring.median() !== slow.median()) return false;
        if (Math.abs(ring.varianceAround(average) - exact) > exact * 1e-9) return false;
      }
      return true;
    }),
    500,
  );
});

test('the average is cut toward zero', (t) => {
  const ring = new OffsetRing(4);
  for (const offset of [-1, -2, -2, -2]) ring.push(offset);
  t.equal(ring.average(), -1, '-7 / 4');
  for (const offset of [1, 2, 2, 2]) ring.push(offset);
  t.equal(ring.average(), 1, '7 / 4');
  t.end();
});

test('a median between two offsets is rounded away from zero', (t) => {
  const ring = new OffsetRing(2);
  for (const offset of [-3, -2]) ring.push(offset);
  t.equal(ring.median(), -3);
  for (const offset of [2, 3]) ring.push(offset);
  t.equal(ring.median(), 3);
  t.end();
});
