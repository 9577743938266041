/**
 * What a command says that fails.
 *
 * @module
 */
import { isSyntalosError, messageOf } from '../errors.ts';

/** Failures of this package are written for users; of anything else, a developer needs the stack. */
export function describeFailure(error: unknown): string {
  if (isSyntalosError(error) && error.code !== 'ERR_SYNTALOS_INTERNAL') return `error: ${error.message}`;
  return `error: ${error instanceof Error ? (error.stack ?? error.message) : messageOf(error)}`;
}
