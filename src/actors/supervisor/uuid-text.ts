/**
 * Run ids as text.
 *
 * @module
 */
import { stringify } from 'uuid';
import { SyntalosError, messageOf } from '../../errors.ts';

/**
 * Canonical lowercase form of 16 bytes.
 *
 * @throws `ERR_SYNTALOS_CHANNEL` for anything that is no UUID
 */
export function formatUuid(bytes: Uint8Array): string {
  try {
    return stringify(bytes);
  } catch (error) {
    throw new SyntalosError(
      'ERR_SYNTALOS_CHANNEL',
      `Cannot prepare a run: its id of ${bytes.byteLength} bytes is no UUID (${messageOf(error)})`,
      { cause: error },
    );
  }
}
