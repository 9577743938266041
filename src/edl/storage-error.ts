/**
 * Errors of the file system, in the words of this package.
 *
 * @module
 */
import { SyntalosError, messageOf } from '../errors.ts';

/**
 * The error of a file operation that failed, with the system's reason in a few words.
 *
 * @param action - what was tried, e.g. `write`
 * @param path - absolute path of the file or folder
 * @param cause - what the operation threw
 */
export function storageError(action: string, path: string, cause: unknown): SyntalosError {
  // Node's messages read "EACCES: permission denied, open '<path>'": the path is named already.
  const system = /^([A-Z0-9]+): ([^,]+)/.exec(messageOf(cause));
  const reason = system === null ? messageOf(cause) : `${system[2] ?? ''} (${system[1] ?? ''})`;
  return new SyntalosError('ERR_SYNTALOS_STORAGE', `Cannot ${action} "${path}": ${reason}`, {
    cause,
    details: { path },
  });
}

/** Returns whether a file operation failed because there is no such file. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
