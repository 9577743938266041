/**
 * A histogram of latencies in a fixed piece of memory, in the manner of HdrHistogram: buckets
 * grow with the value, so that every value keeps 4 to 5 significant bits.
 *
 * Layout, as 32-bit words: word 0 is the largest value, words 1 to 15 are free, then
 * {@link BUCKET_COUNT} counters. Values below 16 µs have a bucket each; above, each power of two
 * is split into 16, so a bucket is at most 1/16 of its value wide.
 *
 * @module
 */
import { SyntalosError } from '../errors.ts';

const MAX_WORD = 0;
const FIRST_BUCKET = 16;
const SUB_BUCKET_BITS = 4;
const SUB_BUCKETS = 1 << SUB_BUCKET_BITS;
/** Octaves 4 to 31 in 16 steps each, after the 16 exact values. */
const BUCKET_COUNT = SUB_BUCKETS + (32 - SUB_BUCKET_BITS) * SUB_BUCKETS;
/** Words of memory that a {@link LatencyHistogram} needs. */
export const LATENCY_HISTOGRAM_WORDS: number = FIRST_BUCKET + BUCKET_COUNT;
const COUNTER_MAX = 0xffff_ffff;

/** Figures of a latency distribution, in µs. */
export interface LatencySummary {
  readonly count: number;
  readonly p50Usec: number;
  readonly p90Usec: number;
  readonly p99Usec: number;
  /** Exact, unlike the percentiles, which are right to 1/32 of their value. */
  readonly maxUsec: number;
}

/**
 * A latency histogram over memory of the caller, so that it can lie in shared memory.
 *
 * One thread records; others may read at any time and see a state at most a few values old.
 */
export class LatencyHistogram {
  /** Words of memory that a histogram needs: 480, or 1920 bytes. */
  static readonly WORDS: number = LATENCY_HISTOGRAM_WORDS;

  readonly #words: Uint32Array;

  /**
   * @param words - {@link LatencyHistogram.WORDS} words, zero or of an earlier histogram
   * @throws ERR_SYNTALOS_INVALID_ARGUMENT - when there are fewer words
   */
  constructor(words: Uint32Array = new Uint32Array(LatencyHistogram.WORDS)) {
    if (words.length < LatencyHistogram.WORDS) {
      throw new SyntalosError(
        'ERR_SYNTALOS_INVALID_ARGUMENT',
        `Cannot make a latency histogram: got ${words.length} words of memory, needs ${LatencyHistogram.WORDS}`,
      );
    }
    this.#words = words;
  }

  /**
   * Counts one latency. Allocates nothing. A negative value, as two clocks may give, counts as 0,
   * one above 2^32 - 1 µs (71 min) as that.
   */
  record(latencyUsec: number): void {
    const words = this.#words;
    const value = latencyUsec > 0 ? Math.min(Math.floor(latencyUsec), COUNTER_MAX) : 0;
    if (value > words[MAX_WORD]!) words[MAX_WORD] = value;
    const bucket = FIRST_BUCKET + bucketOf(value);
    // A full counter stays full: wrapping around would turn the distribution upside down.
    if (words[bucket]! < COUNTER_MAX) words[bucket]! += 1;
  }

  /** Adds all counts of another histogram to this one. */
  merge(other: LatencyHistogram): void {
    const words = this.#words;
    const added = other.#words;
    if (added[MAX_WORD]! > words[MAX_WORD]!) words[MAX_WORD] = added[MAX_WORD]!;
    for (let i = FIRST_BUCKET; i < LatencyHistogram.WORDS; i++) {
      words[i] = Math.min(words[i]! + added[i]!, COUNTER_MAX);
    }
  }

  /** Forgets everything. */
  reset(): void {
    this.#words.fill(0, 0, LatencyHistogram.WORDS);
  }

  /** Median, tails and maximum; `undefined` while nothing was recorded. */
  summarize(): LatencySummary | undefined {
    // A copy, so that all figures are of one state while another thread records.
    const words = this.#words.slice(0, LatencyHistogram.WORDS);
    let count = 0;
    for (let i = FIRST_BUCKET; i < words.length; i++) count += words[i]!;
    if (count === 0) return undefined;
    const maxUsec = words[MAX_WORD]!;
    return {
      count,
      p50Usec: percentile(words, count * 0.5),
      p90Usec: percentile(words, count * 0.9),
      p99Usec: percentile(words, count * 0.99),
      maxUsec,
    };
  }
}

function bucketOf(value: number): number {
  if (value < SUB_BUCKETS) return value;
  const shift = 31 - Math.clz32(value) - SUB_BUCKET_BITS;
  return (shift << SUB_BUCKET_BITS) + (value >>> shift);
}

/** The middle of the bucket that holds the value of the given rank, never above the maximum. */
function percentile(words: Uint32Array, rank: number): number {
  let seen = 0;
  let bucket = 0;
  for (; bucket < BUCKET_COUNT - 1; bucket++) {
    seen += words[FIRST_BUCKET + bucket]!;
    if (seen >= rank) break;
  }
  return Math.min(middleOf(bucket), words[MAX_WORD]!);
}

function middleOf(bucket: number): number {
  if (bucket < SUB_BUCKETS * 2) return bucket;
  const shift = (bucket >>> SUB_BUCKET_BITS) - 1;
  const lowest = (bucket - (shift << SUB_BUCKET_BITS)) * 2 ** shift;
  return lowest + (2 ** shift - 1) / 2;
}
