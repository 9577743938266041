/**
 * Videos of a recording as MP4 files that everything plays.
 *
 * @module
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MetaFloat, type FrameFields } from '../types/index.ts';
import { Mp4Writer } from '../video/index.ts';
import {
  exportEach,
  type ExportOptions,
  type ExportResult,
  type StreamOutcome,
  type StreamProgress,
} from './export-options.ts';
import type { TimeRange } from '../formats/index.ts';
import type { Recording, RecordingStream } from './open-recording.ts';

/**
 * Writes `<stream>.mp4` for each video: H.264 (YUV 4:2:0), index first, each frame at its time to the µs from the first
 * one's. Lossy; values of 16 bit are scaled so that the greatest of them is white. What differs from the recording is in
 * the `note` of each file. A video that cannot be read to its end leaves a file that plays up to there.
 *
 * @param folder - where the videos go; made if it is missing, existing ones are replaced
 * @throws SyntalosError `ERR_SYNTALOS_EDL` - there is no such stream
 */
export async function exportMp4(
  recording: Recording,
  folder: string,
  options: ExportOptions = {},
): Promise<ExportResult> {
  await mkdir(folder, { recursive: true });
  const { range = {} } = options;
  const pathOf = ({ id }: RecordingStream): string => join(folder, `${id}.mp4`);
  return exportEach(recording, options, {
    pathOf,
    write: (stream, progress) =>
      stream.dataType === 'Frame'
        ? writeVideo(recording, { stream, range, progress, path: pathOf(stream) })
        : Promise.resolve({ why: `MP4 holds videos only, it is ${stream.dataType}` }),
  });
}

interface VideoToExport {
  readonly stream: RecordingStream;
  readonly range: TimeRange;
  readonly path: string;
  readonly progress: StreamProgress;
}

async function writeVideo(recording: Recording, video: VideoToExport): Promise<StreamOutcome> {
  const { stream, range, path, progress } = video;
  const { framerate } = await recording.metadata(stream.id);
  let writer: Mp4Writer | undefined;
  let first: FrameFields | undefined;
  let greatestValue: number | undefined;
  try {
    for await (const frame of recording.frames(stream.id, range)) {
      if (writer === undefined) {
        first = frame;
        if (frame.depth === 'u16') greatestValue = await greatestOf(recording.frames(stream.id, range));
        writer = await Mp4Writer.create(path, frame, {
          ...(framerate instanceof MetaFloat && framerate.value > 0 ? { framerateHz: framerate.value } : {}),
          ...(greatestValue === undefined ? {} : { greatestValue }),
        });
      }
      await writer.write(frame);
      progress.add(1, frame.timeUsec);
    }
  } finally {
    // Of a video that is damaged, what came before.
    await writer?.close();
  }
  if (first === undefined) return { why: 'there is nothing of it in this range' };
  const note = noteOn(first, greatestValue);
  return note === '' ? {} : { note };
}

/** The greatest value of u16 frames: cameras of 10 or 12 bit use a part of the range only. */
async function greatestOf(frames: AsyncIterable<FrameFields>): Promise<number> {
  let greatest = 0;
  try {
    for await (const { data } of frames) {
      for (const value of data) if (value > greatest) greatest = value;
    }
  } catch {
    // Damage is met again, and reported, when the frames are written.
  }
  return greatest;
}

function noteOn({ width, height, channels }: FrameFields, greatestValue: number | undefined): string {
  const isOdd = width % 2 === 1 || height % 2 === 1;
  return [
    greatestValue === undefined
      ? ''
      : `values 0 to ${greatestValue.toLocaleString('en')} are shown as 0 to 255`,
    channels === 4 ? 'alpha is left out' : '',
    isOdd ? `${width} × ${height} became ${width + (width % 2)} × ${height + (height % 2)}` : '',
  ]
    .filter((text) => text !== '')
    .join('; ');
}
