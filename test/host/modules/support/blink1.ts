import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Folder of a recording of Syntalos 1, made in 2021, which is too large for the repository.
 *
 * @returns `undefined` where it is not beside it
 */
export function findBlink1(): string | undefined {
  const folder = fileURLToPath(new URL('../../../../../../shared/data/blink1', import.meta.url));
  return existsSync(folder) ? folder : undefined;
}
