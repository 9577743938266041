/**
 * The settings that the host passes to a built-in module, read in the module's thread.
 *
 * @module
 */
import { workerData } from 'node:worker_threads';
import { hostedModuleOf } from '../../program/index.ts';
import { SyntalosError } from '../../errors.ts';
import type { ModuleSettings } from '../../settings/index.ts';

/** What the host gives a built-in module beside what every module gets. */
export interface OwnSettings extends ModuleSettings {
  /** What feeds its inputs, by port id: the module's name, and the data type where it is known already. */
  readonly sources: Readonly<
    Record<string, { readonly name: string; readonly dataType: number | undefined }>
  >;
}

/**
 * The settings that the project gives the built-in module of this thread.
 *
 * @throws SyntalosError `ERR_SYNTALOS_NOT_HOSTED` in a thread that no host started
 */
export function ownSettings(): OwnSettings {
  const hosted = hostedModuleOf(workerData);
  if (hosted === undefined) {
    throw new SyntalosError(
      'ERR_SYNTALOS_NOT_HOSTED',
      'Cannot read the settings of a built-in module: no host started it; name it in a project file',
    );
  }
  // The host of this package fills it, with exactly this type.
  return hosted.moduleSettings as OwnSettings;
}
