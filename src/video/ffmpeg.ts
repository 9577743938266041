/**
 * FFmpeg, loaded from the optional package node-av.
 *
 * @module
 */
import { SyntalosError, errorOfCode, type SyntalosErrorCode } from '../errors.ts';

/** FFmpeg's functions and structures, and its constants. */
export interface Ffmpeg {
  readonly lib: typeof import('node-av/lib');
  readonly constants: typeof import('node-av/constants');
}

/**
 * Loads FFmpeg: about 100 ms the first time in a thread.
 *
 * Only the low-level half of node-av is used: the other half needs a newer Node.
 *
 * @param action - what it is needed for, to begin the message with
 * @throws ERR_SYNTALOS_MISSING_DEPENDENCY
 */
export async function loadFfmpeg(action: string): Promise<Ffmpeg> {
  try {
    const [lib, constants] = await Promise.all([import('node-av/lib'), import('node-av/constants')]);
    // FFmpeg would write to the standard error of the process: what matters is in return codes.
    lib.Log.setLevel(constants.AV_LOG_QUIET);
    return { lib, constants };
  } catch (cause) {
    throw new SyntalosError(
      'ERR_SYNTALOS_MISSING_DEPENDENCY',
      `Cannot ${action}: the optional package "node-av" is not installed or does not load on this machine, install it by "npm install node-av"`,
      { cause, details: { package: 'node-av' } },
    );
  }
}

/** A failure that FFmpeg reported, with its own words for it. */
export function ffmpegError(
  { lib }: Ffmpeg,
  code: SyntalosErrorCode,
  message: string,
  status: number,
): SyntalosError {
  return errorOfCode(code, `${message}: ${lib.FFmpegError.strerror(status)}`, {
    details: { status },
  });
}

/** How FFmpeg names a file of this machine: without it, `a:b.mkv` would be of a protocol `a`. */
export function fileUrl(path: string): string {
  return `file:${path}`;
}
