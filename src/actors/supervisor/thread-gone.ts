/**
 * What a supervisor reports when its module's thread is gone.
 *
 * @module
 */
import { SyntalosError } from '../../errors.ts';

/** The error of a thread that ended. The supervisor knows no more than that: who started the thread knows why. */
export function threadGone(moduleId: string): SyntalosError {
  return new SyntalosError(
    'ERR_SYNTALOS_THREAD_GONE',
    `The thread of module "${moduleId}" ended during its work`,
    { details: { module: moduleId } },
  );
}
