/** The ends of a ring in one thread. */
import { createRing, RingControl, RingReader, RingWriter, type RingOptions } from 'syntalos-mlink/shm';

export interface Ends {
  readonly ring: SharedArrayBuffer;
  readonly writer: RingWriter;
  readonly reader: RingReader;
  readonly control: RingControl;
}

/** A ring of 4096 bytes with a writer and one reader. */
export function openRing(options: RingOptions = {}): Ends {
  const ring = createRing({ capacityBytes: 4096, ...options });
  return {
    ring,
    writer: RingWriter.claim(ring),
    reader: RingReader.attach(ring),
    control: RingControl.attach(ring),
  };
}

/** Payload bytes that, with the record header, take `share` of a region of 4096 bytes. */
export function payload(share: number): Uint8Array {
  return new Uint8Array(4096 * share - 8).fill(7);
}

/** Reads and releases all there is, and counts it. */
export function readAll(reader: RingReader): number {
  let count = 0;
  while (reader.tryNext()) count += 1;
  reader.release();
  return count;
}
