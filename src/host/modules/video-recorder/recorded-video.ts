import { availableParallelism } from 'node:os';
import { edlFloat, videoNames, type EdlDataset } from '../../../edl/index.ts';
import { TsyncMode, TsyncTimeType, TsyncTimeUnit, TsyncWriter } from '../../../timing/index.ts';
import type { FrameFields } from '../../../types/index.ts';
import { VideoWriter } from '../../video/index.ts';

/** What a {@link RecordedVideo} is told beside its frames. */
export interface RecordedVideoOptions {
  /** Names the files. */
  readonly fileName: string;
  /** Name of the module that the frames come from. */
  readonly sourceName: string;
  /** Name of the module that records. */
  readonly recorderName: string;
  /** Nominal frames per second, where known. */
  readonly framerateHz?: number;
  /** Threads that encode a frame together; the machine's cores, at most 4, where left out. */
  readonly threads?: number;
}

/**
 * Frames per block of the tsync file. Syntalos takes 12000; a block is lost as a whole if the
 * recorder dies, and so little as this costs 1 % more space.
 */
const TSYNC_BLOCK_SIZE = 128;

/**
 * One video of a recording: the frames losslessly in Matroska, and a tsync file that has the index
 * and the time of each in µs.
 *
 * Names, attributes and the header of the tsync file are those of Syntalos 3.1.2.
 */
export class RecordedVideo {
  readonly #video: VideoWriter;
  readonly #times: TsyncWriter;

  private constructor(video: VideoWriter, times: TsyncWriter) {
    this.#video = video;
    this.#times = times;
  }

  /**
   * Creates both files and registers them in their dataset.
   *
   * @param first - the first frame, which is not written yet: all others must have its shape
   * @throws SyntalosError as `VideoWriter.create` and `TsyncWriter.create` do
   */
  static async create(
    dataset: EdlDataset,
    first: FrameFields,
    options: RecordedVideoOptions,
  ): Promise<RecordedVideo> {
    const { framerateHz, threads = Math.min(4, availableParallelism()) } = options;
    const names = videoNames(dataset.shortTag, options.fileName, options.sourceName);
    dataset.setAttribute('encoder', {
      name: 'ffv1',
      lossless: true,
      target_quality: 0,
      thread_count: threads,
    });
    dataset.setAttribute('video', {
      frame_width: first.width,
      frame_height: first.height,
      framerate: framerateHz === undefined ? null : edlFloat(framerateHz),
      colored: first.channels > 1,
    });
    const video = await VideoWriter.create(
      dataset.setDataFile(names.videoFile, { summary: names.videoSummary }),
      first,
      { threads, ...(framerateHz === undefined ? {} : { framerateHz }) },
    );
    try {
      const path = dataset.addAuxFile(names.timestampsFile, { summary: names.timestampsSummary });
      const times = await TsyncWriter.create(path, {
        moduleName: options.recorderName,
        collectionId: dataset.collectionId,
        mode: TsyncMode.CONTINUOUS,
        blockSize: TSYNC_BLOCK_SIZE,
        time1: { name: 'frame-no', unit: TsyncTimeUnit.INDEX, type: TsyncTimeType.UINT32 },
        time2: { name: 'master-time', unit: TsyncTimeUnit.MICROSECONDS, type: TsyncTimeType.UINT64 },
      });
      return new RecordedVideo(video, times);
    } catch (error) {
      await video.close();
      throw error;
    }
  }

  /**
   * Records a frame. Its pixels are copied before this returns.
   *
   * @returns resolved as soon as the encoder's queue has room for the next one: await it before that
   * @throws (rejects) SyntalosError as `VideoWriter.write` does, for a frame of another shape too
   */
  async write(frame: FrameFields): Promise<void> {
    const { index, timeUsec } = frame;
    await this.#video.write(frame);
    // Not before: a frame that the video refuses has no entry.
    this.#times.write(index, timeUsec);
  }

  /**
   * Completes and closes both files.
   *
   * @throws SyntalosError `ERR_SYNTALOS_STORAGE`, `ERR_SYNTALOS_VIDEO` where not all frames are in
   *   them; both are closed all the same
   */
  async close(): Promise<void> {
    try {
      await this.#video.close();
    } finally {
      this.#times.close();
    }
  }
}
