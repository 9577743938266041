/**
 * One recorded video: its files, its timestamps, and its dataset.
 *
 * @module
 */
import { availableParallelism } from 'node:os';
import { edlFloat, videoNames, type EdlDataset, type VideoNames } from '../../../edl/index.ts';
import { TsyncMode, TsyncTimeType, TsyncTimeUnit, TsyncWriter } from '../../../timing/index.ts';
import type { FrameFields, FrameShape } from '../../../types/index.ts';
import { LOSSY_QUALITY, VideoWriter, type VideoCodec } from '../../../video/index.ts';

/** Options of a {@link RecordedVideo}. */
export interface RecordedVideoOptions {
  /** Names the files. */
  readonly fileName: string;
  /** Name of the module that the frames come from. */
  readonly sourceName: string;
  /** Name of the module that records. */
  readonly recorderName: string;
  /** Nominal frames per second, where known. */
  readonly framerateHz?: number;
  /** `ffv1`, which loses nothing, when left out. */
  readonly codec?: VideoCodec;
  /** Time of frames after which a new file begins, in µs; one file for all when left out. */
  readonly sliceUsec?: number;
  /** Threads that encode a frame together; the machine's cores, at most 4, where left out. */
  readonly threads?: number;
}

/**
 * Frames per block of the tsync file. Syntalos takes 12000; a block is lost as a whole if the
 * recorder dies, and so little as this costs 1 % more space.
 */
const TSYNC_BLOCK_SIZE = 128;

/** The files of a slice, or of all frames. */
interface Slice {
  readonly video: VideoWriter;
  readonly times: TsyncWriter;
  /** Time of its first frame. */
  readonly startUsec: number;
}

/**
 * One video of a recording: the frames in Matroska, and a tsync file that has the index and the time of each in µs;
 * a pair of both for each slice of time, when it is cut.
 *
 * Names, attributes and the header of the tsync file are those of Syntalos 3.1.2.
 */
export class RecordedVideo {
  readonly #dataset: EdlDataset;
  readonly #shape: FrameShape;
  readonly #options: RecordedVideoOptions;
  readonly #names: VideoNames;
  #slice: Slice | undefined;
  #sliceCount = 0;
  /** The slice before, which is completed while the next one is recorded. */
  #completing: Promise<unknown> = Promise.resolve();

  private constructor(dataset: EdlDataset, shape: FrameShape, options: RecordedVideoOptions) {
    this.#dataset = dataset;
    this.#shape = shape;
    this.#options = options;
    this.#names = videoNames(dataset.shortTag, options.fileName, options.sourceName);
  }

  /**
   * Creates the first files and registers them in their dataset.
   *
   * @param first - the first frame, which is not written yet: all others must have its shape
   * @throws as `VideoWriter.create` and `TsyncWriter.create` do
   */
  static async create(
    dataset: EdlDataset,
    first: FrameFields,
    options: RecordedVideoOptions,
  ): Promise<RecordedVideo> {
    const { width, height, channels, depth, timeUsec } = first;
    const { framerateHz, codec = 'ffv1', threads = defaultThreads() } = options;
    dataset.setAttribute('encoder', {
      name: codec,
      lossless: codec === 'ffv1',
      target_quality: codec === 'ffv1' ? 0 : LOSSY_QUALITY[codec],
      thread_count: threads,
    });
    dataset.setAttribute('video', {
      frame_width: width,
      frame_height: height,
      framerate: framerateHz === undefined ? null : edlFloat(framerateHz),
      colored: channels > 1,
    });
    const recorded = new RecordedVideo(dataset, { width, height, channels, depth }, options);
    await recorded.#beginSlice(timeUsec);
    return recorded;
  }

  /**
   * Records a frame. Its pixels are copied before this returns, or the next slice has begun.
   *
   * @returns resolved as soon as the encoder's queue has room for the next one: await it before that
   * @throws (rejects) as `VideoWriter.write` does, for a frame of another shape too
   */
  async write(frame: FrameFields): Promise<void> {
    const { index, timeUsec } = frame;
    const { sliceUsec = Infinity } = this.#options;
    if (timeUsec - this.#slice!.startUsec >= sliceUsec) await this.#nextSlice(timeUsec);
    const { video, times } = this.#slice!;
    await video.write(frame);
    // Not before: a frame that the video refuses has no entry.
    times.write(index, timeUsec);
  }

  /**
   * Completes and closes all files.
   *
   * @throws ERR_SYNTALOS_STORAGE, ERR_SYNTALOS_VIDEO - when not all frames are in them; they are closed all the same
   */
  async close(): Promise<void> {
    const last = this.#slice;
    this.#slice = undefined;
    try {
      await this.#completing;
    } finally {
      if (last !== undefined) await complete(last);
    }
  }

  async #nextSlice(startUsec: number): Promise<void> {
    const last = this.#slice!;
    // At most two at a time: what failed in the one before is thrown here.
    await this.#completing;
    await this.#beginSlice(startUsec);
    this.#completing = complete(last);
    // It is awaited at the next slice, or at the end.
    this.#completing.catch(() => undefined);
  }

  async #beginSlice(startUsec: number): Promise<void> {
    const { framerateHz, codec, threads = defaultThreads(), recorderName, sliceUsec } = this.#options;
    const { video: videoPath, times: timesPath } = this.#register(sliceUsec !== undefined);
    const video = await VideoWriter.create(videoPath, this.#shape, {
      threads,
      ...(codec === undefined ? {} : { codec }),
      // As Syntalos does: players start each slice at 0.
      ...(this.#sliceCount === 1 ? {} : { startUsec }),
      ...(framerateHz === undefined ? {} : { framerateHz }),
    });
    try {
      const times = await TsyncWriter.create(timesPath, {
        moduleName: recorderName,
        collectionId: this.#dataset.collectionId,
        mode: TsyncMode.CONTINUOUS,
        blockSize: TSYNC_BLOCK_SIZE,
        time1: { name: 'frame-no', unit: TsyncTimeUnit.INDEX, type: TsyncTimeType.UINT32 },
        time2: { name: 'master-time', unit: TsyncTimeUnit.MICROSECONDS, type: TsyncTimeType.UINT64 },
      });
      this.#slice = { video, times, startUsec };
    } catch (error) {
      await video.close();
      throw error;
    }
  }

  /** Registers the files of the next slice. */
  #register(isCut: boolean): { readonly video: string; readonly times: string } {
    const names = this.#names;
    const dataset = this.#dataset;
    this.#sliceCount += 1;
    const suffix = isCut ? `_${this.#sliceCount}` : '';
    const videoFile = names.videoFile.replace(/\.mkv$/, `${suffix}.mkv`);
    const timesFile = names.timestampsFile.replace(/_timestamps\.tsync$/, `${suffix}_timestamps.tsync`);
    if (this.#sliceCount > 1) {
      return {
        video: dataset.addDataFilePart(videoFile),
        times: dataset.addAuxFilePart(timesFile, { key: TIMES_KEY }),
      };
    }
    return {
      video: dataset.setDataFile(videoFile, { summary: names.videoSummary }),
      times: dataset.addAuxFile(timesFile, { summary: names.timestampsSummary, key: TIMES_KEY }),
    };
  }
}

/** Names the times among the auxiliary files of the dataset. */
const TIMES_KEY = 'timestamps';

function defaultThreads(): number {
  return Math.min(4, availableParallelism());
}

async function complete({ video, times }: Slice): Promise<void> {
  try {
    await video.close();
  } finally {
    times.close();
  }
}
