/**
 * Opening and freeing what every video file needs, read or written.
 *
 * @module
 */
import type { CodecContext, FormatContext } from 'node-av/lib';
import { type Ffmpeg, ffmpegError } from './ffmpeg.ts';

/** A container and the codec of its video. */
export interface VideoContexts {
  readonly format: FormatContext;
  readonly codec: CodecContext;
}

/** Whether a container is read or written: how it is closed. */
export type VideoDirection = 'input' | 'output';

/**
 * Makes both contexts and hands them to `open`; frees them if that fails.
 *
 * @throws what `open` throws
 */
export async function openContexts<T>(
  { lib }: Ffmpeg,
  direction: VideoDirection,
  open: (contexts: VideoContexts) => Promise<T>,
): Promise<T> {
  const contexts = { format: new lib.FormatContext(), codec: new lib.CodecContext() };
  try {
    return await open(contexts);
  } catch (error) {
    await freeContexts(contexts, direction);
    throw error;
  }
}

/** Closes the file and frees both contexts. */
export async function freeContexts(
  { format, codec }: VideoContexts,
  direction: VideoDirection,
): Promise<void> {
  codec.freeContext();
  if (direction === 'input') {
    await format.closeInput();
  } else {
    await format.closeOutput();
    format.freeContext();
  }
}

/** @throws ERR_SYNTALOS_VIDEO - FFmpeg could not do this step */
export function checkStep(ffmpeg: Ffmpeg, message: string, status: number): number {
  if (status >= 0) return status;
  throw ffmpegError(ffmpeg, 'ERR_SYNTALOS_VIDEO', message, status);
}
