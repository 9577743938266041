/**
 * Run ids as text.
 *
 * @module
 */
import { SyntalosError } from '../../errors.ts';

/**
 * Canonical lowercase form of a UUID's 16 bytes.
 *
 * @throws `ERR_SYNTALOS_CHANNEL` for another number of bytes
 */
export function formatUuid(bytes: Uint8Array): string {
  if (bytes.byteLength !== 16) {
    throw new SyntalosError(
      'ERR_SYNTALOS_CHANNEL',
      `Cannot prepare a run: its id has ${bytes.byteLength} bytes, expected 16`,
    );
  }
  const hex = Buffer.from(bytes).toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
