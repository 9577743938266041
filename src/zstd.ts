/**
 * The one door to zstd, which Node 20 does not have itself: the optional package zstd-napi.
 *
 * @module
 */
import { SyntalosError } from './errors.ts';

/** Functions, streams and contexts of zstd. */
export interface Zstd {
  /** Whole buffers and Node streams. */
  readonly lib: typeof import('zstd-napi');
  /** Contexts, for who needs each step in its own hands. */
  readonly binding: typeof import('zstd-napi/binding.js');
}

/**
 * Loads zstd.
 *
 * @param action - what it is needed for, to begin the message with
 * @throws ERR_SYNTALOS_MISSING_DEPENDENCY - when the package is not installed or does not load here
 */
export async function loadZstd(action: string): Promise<Zstd> {
  try {
    const [lib, binding] = await Promise.all([import('zstd-napi'), import('zstd-napi/binding.js')]);
    // A CommonJS module that hands on a native one: its names are not seen from outside.
    return { lib, binding: binding.default };
  } catch (cause) {
    throw new SyntalosError(
      'ERR_SYNTALOS_MISSING_DEPENDENCY',
      `Cannot ${action}: the optional package "zstd-napi" is not installed or does not load on this machine; install it by "npm install zstd-napi" (without a prebuilt file for this machine it needs a C++ compiler)`,
      { cause, details: { package: 'zstd-napi' } },
    );
  }
}
