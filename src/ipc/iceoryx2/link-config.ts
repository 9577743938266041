/**
 * What both ends must agree on before they can meet (wire protocol, section 1).
 *
 * @module
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { VARIABLES, type Environment } from '../../environment.ts';
import { SyntalosError } from '../../errors.ts';
import { LEAST_INSTANCE_ID_LENGTH, NAME_LIMITS } from '../limits.ts';
import type { NativeNodeOptions } from './addon/native-types.ts';
import { cutUtf8 } from './control/static-string.ts';

/** Prefix of all of Syntalos' iceoryx2 files. */
export const IOX_PREFIX = 'sy_';

/**
 * The folder in which both ends keep iceoryx2's files: `$XDG_RUNTIME_DIR/syntalos-iox` where that
 * variable names an existing directory, else `/tmp/syntalos-iox`.
 */
export function ioxRootPath(environment: Environment): string {
  const runtimeDir = environment[VARIABLES.runtimeDir];
  return join(runtimeDir !== undefined && isDirectory(runtimeDir) ? runtimeDir : '/tmp', 'syntalos-iox');
}

/**
 * The instance id under which Syntalos started this process.
 *
 * @throws `ERR_SYNTALOS_NOT_HOSTED` - Syntalos did not
 */
export function moduleInstanceId(environment: Environment): string {
  const id = environment[VARIABLES.moduleId];
  if (id === undefined || id.length < LEAST_INSTANCE_ID_LENGTH) {
    throw new SyntalosError(
      'ERR_SYNTALOS_NOT_HOSTED',
      `Cannot connect to Syntalos: ${VARIABLES.moduleId} is not set, so Syntalos did not start this process`,
    );
  }
  return id;
}

/** The node of a module (named as its instance) or of a master's end. */
export function nodeOptions(
  end: 'module' | 'master',
  instanceId: string,
  environment: Environment,
  options: { readonly cleansUp?: boolean } = {},
): NativeNodeOptions {
  const name = end === 'module' ? instanceId : `syntalos-master-${instanceId}`;
  return {
    name: cutUtf8(name, NAME_LIMITS.node).toString(),
    rootPath: ioxRootPath(environment),
    prefix: IOX_PREFIX,
    cleansUp: options.cleansUp ?? true,
    isVerbose: environment[VARIABLES.verbose] === '1',
  };
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
