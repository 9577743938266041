/**
 * What both ends must agree on before they can meet (wire protocol, section 1).
 *
 * @module
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { SyntalosError } from '../../../errors.ts';
import type { NativeNodeOptions } from './native-types.ts';
import { cutUtf8 } from './static-string.ts';

/** Prefix of all of Syntalos' iceoryx2 files. */
export const IOX_PREFIX = 'sy_';

/** The environment of a process, as far as the link reads it. */
export type LinkEnvironment = Readonly<Record<string, string | undefined>>;

/** Longest name of a node that iceoryx2 takes. */
const NODE_NAME_BYTES = 128;
/** Shortest instance id of a process that Syntalos started. */
const LEAST_ID_LENGTH = 2;

/**
 * The folder in which both ends keep iceoryx2's files: `$XDG_RUNTIME_DIR/syntalos-iox` where that
 * variable names an existing directory, else `/tmp/syntalos-iox`.
 */
export function ioxRootPath(environment: LinkEnvironment): string {
  const runtimeDir = environment['XDG_RUNTIME_DIR'];
  return join(runtimeDir !== undefined && isDirectory(runtimeDir) ? runtimeDir : '/tmp', 'syntalos-iox');
}

/**
 * The instance id under which Syntalos started this process.
 *
 * @throws ERR_SYNTALOS_NOT_HOSTED where Syntalos did not
 */
export function moduleInstanceId(environment: LinkEnvironment): string {
  const id = environment['SYNTALOS_MODULE_ID'];
  if (id === undefined || id.length < LEAST_ID_LENGTH) {
    throw new SyntalosError(
      'ERR_SYNTALOS_NOT_HOSTED',
      'Cannot connect to Syntalos: SYNTALOS_MODULE_ID is not set, so Syntalos did not start this process',
    );
  }
  return id;
}

/** The node of a module (named as its instance) or of a master's end. */
export function nodeOptions(
  end: 'module' | 'master',
  instanceId: string,
  environment: LinkEnvironment,
  options: { readonly cleansUp?: boolean } = {},
): NativeNodeOptions {
  const name = end === 'module' ? instanceId : `syntalos-master-${instanceId}`;
  return {
    name: cutUtf8(name, NODE_NAME_BYTES).toString(),
    rootPath: ioxRootPath(environment),
    prefix: IOX_PREFIX,
    cleansUp: options.cleansUp ?? true,
    isVerbose: environment['SY_VERBOSE'] === '1',
  };
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
