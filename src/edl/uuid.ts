/**
 * Ids of collections.
 *
 * Only making one needs the library: every module's thread loads this folder, and the library's
 * many files would cost each of them 40 ms of CPU time.
 *
 * @module
 */

/**
 * Returns whether `text` is a UUID in its canonical form, in either case (RFC 9562, section 4). Of any
 * version and variant: what a master hands out as a run's id are 16 bytes, whatever it made them of.
 */
export function isUuid(text: unknown): text is string {
  return typeof text === 'string' && /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text);
}

/** A new UUIDv7: they sort by the time at which they were made. */
export async function newUuid7(): Promise<string> {
  const { v7 } = await import('uuid');
  return v7();
}
