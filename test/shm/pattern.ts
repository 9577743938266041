/** Records whose length and bytes follow from their sequence number, so that any reader can check them. */

/** How long the records of a test are. */
export interface Sizes {
  readonly seed: number;
  /** Usual records have fewer bytes than this. */
  readonly usualBytes: number;
  /** Every some records, one has up to this many. */
  readonly largeBytes: number;
}

/** Bytes of record `sequence`: mostly short, sometimes 0, now and then large. */
export function recordLength({ seed, usualBytes, largeBytes }: Sizes, sequence: number): number {
  const hash = mix(sequence ^ seed);
  const most = hash % 53 === 0 ? largeBytes : usualBytes;
  return mix(hash) % (most + 1);
}

/** Writes record `sequence`. */
export function fillRecord(bytes: Uint8Array, at: number, byteLength: number, sequence: number): void {
  for (let i = 0; i < byteLength; i++) bytes[at + i] = patternByte(sequence, i);
}

/** What is wrong with a record, or undefined. */
export function findFault(
  sizes: Sizes,
  sequence: number,
  bytes: Uint8Array,
  at: number,
  byteLength: number,
): string | undefined {
  const expected = recordLength(sizes, sequence);
  if (byteLength !== expected) return `record ${sequence} has ${byteLength} bytes, expected ${expected}`;
  for (let i = 0; i < byteLength; i++) {
    const want = patternByte(sequence, i);
    const got = bytes[at + i];
    if (got !== want) return `record ${sequence} has ${got ?? 'nothing'} at ${i}, expected ${want}`;
  }
  return undefined;
}

function patternByte(sequence: number, i: number): number {
  return (sequence * 131 + i * 7 + (i >>> 8)) & 255;
}

function mix(value: number): number {
  let hash = Math.imul(value ^ (value >>> 16), 0x45d9_f3b);
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9_f3b);
  return (hash ^ (hash >>> 16)) >>> 0;
}
