/**
 * Text of modules on a terminal.
 *
 * @module
 */
import { stripVTControlCharacters } from 'node:util';

/** Text of a module as one harmless line: whatever would move the cursor or colour the rest is gone. */
export function plain(text: string): string {
  // eslint-disable-next-line no-control-regex -- these are what is removed
  return stripVTControlCharacters(text).replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ');
}
