import fc from 'fast-check';
import { test } from 'tap';
import { LatencyHistogram } from '#src/host/report/index';

test('an empty histogram has no figures', (t) => {
  t.equal(new LatencyHistogram().summarize(), undefined);
  t.end();
});

test('every percentile is within 1/32 of the exact one, and the maximum is exact', (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 2 ** 32 - 1 }), { minLength: 1, maxLength: 300 }),
      (values) => {
        const histogram = new LatencyHistogram();
        for (const value of values) histogram.record(value);
        const summary = histogram.summarize()!;
        const sorted = values.toSorted((a, b) => a - b);
        const exact = (p: number): number => sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)]!;
        const near = (got: number, want: number): boolean => Math.abs(got - want) <= want / 32;
        return (
          summary.count === values.length &&
          summary.maxUsec === sorted.at(-1) &&
          near(summary.p50Usec, exact(0.5)) &&
          near(summary.p90Usec, exact(0.9)) &&
          near(summary.p99Usec, exact(0.99))
        );
      },
    ),
    { verbose: true },
  );
  t.end();
});

test('merging two histograms gives that of all values', (t) => {
  const latencies = fc.array(fc.nat({ max: 5_000_000 }));
  fc.assert(
    fc.property(latencies, latencies, (a, b) => {
      const all = new Uint32Array(LatencyHistogram.WORDS);
      for (const value of [...a, ...b]) new LatencyHistogram(all).record(value);
      const merged = new Uint32Array(LatencyHistogram.WORDS);
      const other = new LatencyHistogram();
      for (const value of a) new LatencyHistogram(merged).record(value);
      for (const value of b) other.record(value);
      new LatencyHistogram(merged).merge(other);
      return merged.every((word, i) => word === all[i]);
    }),
    { verbose: true },
  );
  t.end();
});

test('values out of range count at the ends, and a full counter stays full', (t) => {
  const words = new Uint32Array(new SharedArrayBuffer(4 * (LatencyHistogram.WORDS + 4))).subarray(2);
  const histogram = new LatencyHistogram(words);
  histogram.record(-5);
  histogram.record(NaN);
  histogram.record(2 ** 40);
  t.match(histogram.summarize(), { count: 3, p50Usec: 0, maxUsec: 2 ** 32 - 1 });
  t.strictSame([...words.subarray(LatencyHistogram.WORDS)], [0, 0], 'nothing beyond its memory is touched');

  const zeros = words.findIndex((word) => word === 2);
  words[zeros] = 2 ** 32 - 1;
  histogram.record(0);
  t.equal(words[zeros], 2 ** 32 - 1);

  histogram.reset();
  t.equal(histogram.summarize(), undefined);
  t.throws(() => new LatencyHistogram(new Uint32Array(10)), { code: 'ERR_SYNTALOS_INVALID_ARGUMENT' });
  t.end();
});
