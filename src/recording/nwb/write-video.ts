/**
 * A recorded video as an ImageSeries.
 *
 * @module
 */
import { SyntalosError } from '../../errors.ts';
import type { FrameFields, FrameShape } from '../../types/index.ts';
import { shapeText } from '../../video/index.ts';
import type { StreamProgress } from '../export-options.ts';
import type { RecordedStamp } from '../open-recording.ts';
import { GrowingArray } from './growing-array.ts';
import type { Hdf5File } from './hdf5-file.ts';
import { objectAttributes } from './nwb-file.ts';
import { TIMESTAMP_ATTRIBUTES } from './write-signal.ts';

/** A video to write. */
export interface VideoToWrite {
  /** Path of its group in the file. */
  readonly path: string;
  /** Name of its dataset in the recording. */
  readonly name: string;
  readonly progress: StreamProgress;
}

/** A video whose frames stay in their files. */
export interface LinkedVideo extends VideoToWrite {
  /** Paths of its files, from the NWB file's folder. */
  readonly files: readonly string[];
  readonly width: number;
  readonly height: number;
  readonly stamps: AsyncIterable<RecordedStamp>;
}

/** Writes where the frames are, and the time of each; without any, nothing is made. */
export async function writeLinkedVideo(file: Hdf5File, video: LinkedVideo): Promise<void> {
  const { path, name, files, width, height, stamps, progress } = video;
  const starts = files.map(() => 0);
  let times: GrowingArray | undefined;
  try {
    for await (const { timeUsec, part } of stamps) {
      times ??= makeSeries(file, { path, name, format: 'external', width, height });
      times.push([timeUsec / 1e6]);
      progress.add(1, timeUsec);
      // The next file begins behind all that came so far.
      for (let next = part + 1; next < starts.length; next++) starts[next] = progress.items;
    }
  } finally {
    if (times !== undefined) {
      times.finish();
      nameFiles(file, path, { files, starts });
    }
  }
}

function nameFiles(
  file: Hdf5File,
  path: string,
  { files, starts }: { readonly files: readonly string[]; readonly starts: readonly number[] },
): void {
  file.dataset(
    path,
    { name: 'data', data: new Uint8Array(), dtype: '<B', shape: [0, 0, 0] },
    DATA_ATTRIBUTES,
  );
  const names = { name: 'external_file', data: [...files], dtype: 'S' };
  file.dataset(path, names, { starting_frame: { int32: starts } });
}

/** A video whose frames are stored in the file. */
export interface StoredVideo extends VideoToWrite {
  readonly frames: AsyncIterable<FrameFields>;
}

/**
 * Writes the frames themselves: frames × rows × columns, and × RGB or RGBA of those with colour; without any, nothing
 * is made.
 *
 * @throws SyntalosError `ERR_SYNTALOS_VIDEO` - a frame is of another shape than the first
 */
export async function writeStoredVideo(file: Hdf5File, video: StoredVideo): Promise<void> {
  const { path, name, frames, progress } = video;
  let times: GrowingArray | undefined;
  let data: GrowingArray | undefined;
  let first: FrameShape | undefined;
  try {
    for await (const frame of frames) {
      const { width, height, channels, depth, timeUsec } = frame;
      first ??= { width, height, channels, depth };
      if (shapeText(frame) !== shapeText(first)) {
        throw new SyntalosError(
          'ERR_SYNTALOS_VIDEO',
          `Cannot store frame ${frame.index} of video "${name}": it is ${shapeText(frame)}, those before ${shapeText(first)}; export the times before and behind it on their own`,
          { details: { index: frame.index } },
        );
      }
      if (times === undefined || data === undefined) {
        times = makeSeries(file, { path, name, format: 'raw', width, height });
        data = new GrowingArray(file, `${path}/data`, {
          kind: depth === 'u16' ? 'uint16' : 'uint8',
          rowShape: [height, width, ...(channels === 1 ? [] : [channels])],
          attributes: DATA_ATTRIBUTES,
        });
      }
      data.push(channels === 1 ? frame.data : redFirst(frame));
      times.push([timeUsec / 1e6]);
      progress.add(1, timeUsec);
    }
  } finally {
    data?.finish();
    times?.finish();
  }
}

const DATA_ATTRIBUTES = {
  unit: 'n.a.',
  conversion: { float32: 1 },
  offset: { float32: 0 },
  resolution: { float32: -1 },
} as const;

interface Series {
  readonly path: string;
  readonly name: string;
  readonly format: 'external' | 'raw';
  readonly width: number;
  readonly height: number;
}

/** Makes the series and its times. */
function makeSeries(file: Hdf5File, { path, name, format, width, height }: Series): GrowingArray {
  file.group(path, {
    ...objectAttributes('ImageSeries'),
    description: `Video "${name}" as recorded`,
    comments: format === 'external' ? 'Frames are in the files named' : 'Frames × rows × columns (× RGB)',
  });
  file.dataset(path, { name: 'format', data: format });
  file.dataset(path, { name: 'dimension', data: Int32Array.of(width, height) });
  return new GrowingArray(file, `${path}/timestamps`, { kind: 'float64', attributes: TIMESTAMP_ATTRIBUTES });
}

/** Frames are BGR; images elsewhere are RGB. */
function redFirst({ data, channels, depth }: FrameFields): Uint8Array | Uint16Array {
  const turned = depth === 'u16' ? Uint16Array.from(data) : Uint8Array.from(data);
  for (let at = 0; at < turned.length; at += channels) {
    const blue = turned[at]!;
    turned[at] = turned[at + 2]!;
    turned[at + 2] = blue;
  }
  return turned;
}
