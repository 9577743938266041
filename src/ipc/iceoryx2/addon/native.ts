/**
 * Loading the iceoryx2 addon: at first use, never at import.
 *
 * @module
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { messageOf, SyntalosError } from '../../../errors.ts';
import { BUILD_ADDON, PACKAGE_FOLDER } from '../../../threads/index.ts';
import type { NativeAddon } from './native-types.ts';
import { constantsProblem } from './shared-constants.ts';

/** Platforms with an addon: name in napi-rs' convention by Node's platform and architecture. */
const PLATFORMS: Readonly<Record<string, string>> = {
  'linux-x64': 'linux-x64-gnu',
  'linux-arm64': 'linux-arm64-gnu',
};

/** Where an addon may come from. */
export interface AddonSource {
  /** What a message calls it. */
  readonly name: string;
  /** What `require` gets. */
  readonly specifier: string;
  /** Whether it is there, or may be if that is not known without loading it. */
  readonly exists: boolean;
}

/**
 * Where this machine's addon is looked for, best first: built in this package, then prebuilt.
 *
 * @param platform - `process.platform`, a dash, `process.arch`
 */
export function addonSources(platform = `${process.platform}-${process.arch}`): readonly AddonSource[] {
  const name = PLATFORMS[platform];
  if (name === undefined) return [];
  const built = fileURLToPath(new URL(`native/syntalos-mlink-native.${name}.node`, PACKAGE_FOLDER));
  const prebuilt = `syntalos-mlink-${name}`;
  return [
    { name: built, specifier: built, exists: existsSync(built) },
    { name: prebuilt, specifier: prebuilt, exists: canResolve(prebuilt) },
  ];
}

/**
 * The iceoryx2 addon. Blocks some ms at the first call of a process.
 *
 * @param sources - where to look
 * @throws `ERR_SYNTALOS_MISSING_DEPENDENCY` - there is none, or it does not load, or it was built
 *   from another version of this package; the message says what to run or install
 */
export function loadNative(sources: readonly AddonSource[] = addonSources()): NativeAddon {
  const remedy = `${BUILD_ADDON}, or install the prebuilt package of this platform`;
  if (sources.length === 0) {
    throw missing(
      `there is none for ${process.platform} on ${process.arch}, only for Linux on x64 and arm64`,
    );
  }
  const found = sources.find((source) => source.exists);
  if (found === undefined) {
    throw missing(`neither ${sources.map((source) => `"${source.name}"`).join(' nor ')} exists; ${remedy}`);
  }
  let addon: NativeAddon;
  try {
    // Node keeps one instance per process and thread; another cache is not needed.
    addon = createRequire(import.meta.url)(found.specifier) as NativeAddon;
  } catch (error) {
    throw missing(`"${found.name}" does not load: ${messageOf(error)}; ${remedy}`, error);
  }
  // It writes to our rings: one of another build could damage them.
  const problem = constantsProblem(addon.layoutConstants());
  if (problem !== undefined) {
    throw missing(`"${found.name}" was built from another version: ${problem}; ${remedy}`);
  }
  return addon;
}

/** Why this machine's addon does not load, or `undefined` if it does. */
export function addonProblem(sources?: readonly AddonSource[]): string | undefined {
  try {
    loadNative(sources);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

function canResolve(specifier: string): boolean {
  try {
    createRequire(import.meta.url).resolve(specifier);
    return true;
  } catch {
    return false;
  }
}

function missing(state: string, cause?: unknown): SyntalosError {
  return new SyntalosError(
    'ERR_SYNTALOS_MISSING_DEPENDENCY',
    `Cannot load the iceoryx2 addon: ${state}`,
    cause === undefined ? {} : { cause },
  );
}
