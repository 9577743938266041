/**
 * Times of a video's frames without decoding them.
 *
 * @module
 */
import { SyntalosError } from '../errors.ts';
import { ffmpegError, fileUrl, loadFfmpeg } from './ffmpeg.ts';
import { NO_TIME } from './no-time.ts';
import { checkStep } from './open-contexts.ts';

/** Frames of a video file, by its packets. */
export interface PacketTimes {
  /** When each frame is shown, µs, in the order of their showing. */
  readonly timesUsec: Float64Array;
  readonly framerateHz: number | undefined;
}

/**
 * Reads through a file: as fast as the disk gives it, since nothing is decoded.
 *
 * @throws ERR_SYNTALOS_VIDEO - it is no video, or damaged
 * @throws ERR_SYNTALOS_MISSING_DEPENDENCY - node-av is not there
 */
export async function readPacketTimes(path: string): Promise<PacketTimes> {
  const ffmpeg = await loadFfmpeg(`read video "${path}"`);
  const { lib, constants } = ffmpeg;
  const format = new lib.FormatContext();
  const packet = new lib.Packet();
  packet.alloc();
  const check = (status: number): number => checkStep(ffmpeg, `Cannot open video "${path}"`, status);
  try {
    check(await format.openInput(fileUrl(path), null, null));
    check(await format.findStreamInfo());
    const stream = format.streams[check(format.findBestStream(constants.AVMEDIA_TYPE_VIDEO))]!;
    const { timeBase, avgFrameRate: rate, index: wanted } = stream;
    const framerateHz = rate.num > 0 && rate.den > 0 ? rate.num / rate.den : undefined;
    const timesUsec: number[] = [];
    for (;;) {
      const status = await format.readFrame(packet);
      if (status === constants.AVERROR_EOF) break;
      const index = timesUsec.length;
      if (status < 0) {
        throw ffmpegError(
          ffmpeg,
          'ERR_SYNTALOS_VIDEO',
          `Cannot read frame ${index} of video "${path}"`,
          status,
        );
      }
      const { streamIndex, pts, dts } = packet;
      packet.unref();
      if (streamIndex !== wanted) continue;
      const ticks = pts === NO_TIME ? dts : pts;
      timesUsec.push(
        ticks === NO_TIME
          ? Math.round((index * 1e6) / (framerateHz ?? 1))
          : Math.round((Number(ticks) * timeBase.num * 1e6) / timeBase.den),
      );
    }
    return { timesUsec: Float64Array.from(timesUsec).sort(), framerateHz };
  } catch (error) {
    if (error instanceof SyntalosError) throw error;
    throw new SyntalosError('ERR_SYNTALOS_VIDEO', `Cannot read video "${path}"`, { cause: error });
  } finally {
    packet.free();
    await format.closeInput();
  }
}
