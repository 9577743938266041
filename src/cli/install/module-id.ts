/**
 * Ids of installed modules.
 *
 * @module
 */
import { SyntalosError } from '../../errors.ts';

/** Syntalos adds `_<index>`; 120 bytes of the sum take part in names of services. */
const MAX_ID_LENGTH = 100;
const ID = /^[A-Za-z][A-Za-z0-9._-]*$/;

/**
 * A module's id: the name of its folder, and of its settings in users' projects.
 *
 * @throws `ERR_SYNTALOS_INVALID_ARGUMENT` - for one that Syntalos or a file system would not take
 */
export function checkModuleId(id: string): string {
  if (ID.test(id) && id.length <= MAX_ID_LENGTH) return id;
  throw new SyntalosError(
    'ERR_SYNTALOS_INVALID_ARGUMENT',
    `Cannot use "${id}" as a module's id: it must begin with a letter, then have letters, digits, ".", "_" or "-" only, at most ${MAX_ID_LENGTH} in all; give another one by --id`,
  );
}

/** An id made of a file's or package's name: `@lab/Eye Tracker.ts` is `eye-tracker`. */
export function moduleIdFrom(name: string): string {
  return name
    .replace(/^@[^/]*\//, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replaceAll(/^[^a-z]+|[-._]+$/g, '');
}
