/**
 * Numbers and times of a recorded video's frames, without their pixels.
 *
 * @module
 */
import { readPacketTimes } from '../video/index.ts';
import { PartClock } from './part-clock.ts';
import { steadyTimes } from './steady-times.ts';
import type { TimedItem } from './recorded-stream.ts';
import type { VideoFiles } from './video-stream.ts';
import { VideoTimes } from './video-times.ts';

/** Where a frame is. */
export interface FramePlace {
  /** Its number as recorded: what was lost is missing among them. */
  readonly index: number;
  /** Number of the file that it is in, from 0. */
  readonly part: number;
}

/** How stamps are read. */
export interface FrameStampsOptions {
  readonly lengthUsec?: number | undefined;
  /** When the recording began, µs since 1970, if it is known. */
  readonly beganUsec?: number | undefined;
  readonly onWarning: (text: string) => void;
}

/**
 * The frames of all parts in order, each as it would be played.
 *
 * @throws SyntalosError `ERR_SYNTALOS_VIDEO` - a part is no video, or damaged
 */
export function frameStamps(
  files: VideoFiles,
  { onWarning, ...known }: FrameStampsOptions,
): AsyncGenerator<TimedItem<FramePlace>, void, undefined> {
  return steadyTimes(placesOf(files, onWarning), { what: `Video "${files.name}"`, ...known, onWarning });
}

async function* placesOf(
  files: VideoFiles,
  onWarning: (text: string) => void,
): AsyncGenerator<TimedItem<FramePlace>, void, undefined> {
  const { name, videoPaths, tsyncPaths: timesPaths, framerateHz: namedHz } = files;
  const clock = new PartClock();
  let times: VideoTimes | undefined;
  for (const [part, path] of videoPaths.entries()) {
    const { timesUsec, framerateHz: ownHz } = await readPacketTimes(path);
    const framerateHz = namedHz ?? ownHz;
    const periodUsec = framerateHz === undefined ? undefined : 1e6 / framerateHz;
    times ??= await VideoTimes.read({
      name,
      partCount: videoPaths.length,
      timesPaths,
      periodUsec,
      onWarning,
    });
    times.beginPart(part);
    clock.beginPart();
    for (const ownUsec of timesUsec) {
      const { index, timeUsec } = times.next(clock.next(ownUsec, periodUsec ?? 0));
      yield { timeUsec, item: { index, part } };
    }
    times.endPart(part === videoPaths.length - 1);
  }
}
