/**
 * Built-in module `camera`: sends the frames of whatever FFmpeg opens: a device, a stream, a file, a test picture.
 *
 * Frames of devices and streams have the time that a synchronizer makes of their arrival and the device's own clock,
 * or that of their arrival alone; files and test pictures are played as their times fall due.
 *
 * @module
 */
import { setTimeout as delay } from 'node:timers/promises';
import {
  isRunning,
  timeSinceStartUsec,
  warnHost,
  type SecondaryClockSynchronizer,
} from '../../../api/index.ts';
import { SyntalosError } from '../../../errors.ts';
import { initLink } from '../../../program/index.ts';
import { DataType, MetaFloat, MetaSize, type Frame } from '../../../types/index.ts';
import { readSettings } from '../../../settings/index.ts';
import { VideoReader } from '../../../video/index.ts';
import { BackgroundWork } from '../background-work.ts';
import { ownSettings } from '../own-settings.ts';
import { CAMERA_SETTINGS } from './description.ts';
import { untilUsec } from '../until-usec.ts';
import { cameraInput } from './camera-input.ts';

/** How long a camera that does not answer may keep the module from ending. */
const CLOSE_LIMIT_MSEC = 1000;

const own = ownSettings();
const settings = readSettings(own, CAMERA_SETTINGS);
const input = cameraInput(settings);

const link = await initLink();
const frames = await link.registerOutputPort('frames', 'Frames', DataType.Frame);
const filming = new BackgroundWork();
let reader: VideoReader | undefined;
let sync: SecondaryClockSynchronizer | undefined;
let stallCount = 0;

link.onPrepare = async () => {
  stallCount = 0;
  reader = await VideoReader.open(settings.input, { input, ...channelsOption() });
  const { width, height, channels, framerateHz } = reader.info;
  frames.setMetadata({
    size: new MetaSize(width, height),
    has_color: channels > 1,
    ...(framerateHz === undefined ? {} : { framerate: new MetaFloat(framerateHz) }),
  });
  const canSync = input.isLive && settings.sync && framerateHz !== undefined;
  sync = canSync ? await link.initClockSynchronizer({ expectedFrequencyHz: framerateHz }) : undefined;
  if (settings.calibration_points > 0) sync?.setCalibrationPointsCount(settings.calibration_points);
  sync?.start();
  return true;
};
link.onStart = () => filming.start(film);
link.onStop = async () => {
  const last = reader;
  reader = undefined;
  if (stallCount > 0) link.setFigure('stalls', stallCount);
  // A silent camera is waited for in a thread of libuv, which this thread could not end without.
  last?.interrupt();
  // A driver may be stuck all the same.
  await Promise.race([
    filming.ended().then(() => last?.close()),
    delay(CLOSE_LIMIT_MSEC, undefined, { ref: false }),
  ]);
};

async function film(): Promise<void> {
  let firstUsec: number | undefined;
  for (;;) {
    const frame = await nextFrame();
    if (!isRunning()) return;
    if (frame === undefined) break;
    firstUsec ??= frame.timeUsec;
    const deviceUsec = frame.timeUsec - firstUsec;
    if (input.isLive) {
      const arrivalUsec = timeSinceStartUsec();
      frame.timeUsec = sync?.processTimestamp(arrivalUsec, deviceUsec) ?? arrivalUsec;
    } else {
      await untilUsec(deviceUsec);
      frame.timeUsec = deviceUsec;
    }
    if (!(await frames.submitAsync(frame))) return;
  }
  if (input.isLive) throw gone('it has ended');
  await link.shutdown();
}

/** The next frame; `undefined` after the last one, and when the run has ended meanwhile. */
async function nextFrame(): Promise<Frame | undefined> {
  const next = reader!.next().catch((error: unknown) => {
    // Interrupted by the end of the run.
    if (!isRunning()) return undefined;
    throw error;
  });
  // Nobody waits for it any more after a stall.
  next.catch(() => undefined);
  for (let silentSec = 0; ; silentSec += settings.stall_sec) {
    const timer = new AbortController();
    const stalled = delay(settings.stall_sec * 1000, 'stalled' as const, { signal: timer.signal });
    stalled.catch(() => undefined);
    const outcome = await Promise.race([next, stalled]);
    timer.abort();
    if (outcome !== 'stalled') return outcome;
    if (!isRunning()) return undefined;
    if (settings.on_stall === 'end') throw gone(`it gave no frame for ${settings.stall_sec} s`);
    if (silentSec > 0) continue;
    stallCount += 1;
    warnHost(`Camera "${settings.input}" gives no frames for ${settings.stall_sec} s; waiting for it`);
  }
}

function channelsOption(): { readonly channels?: 1 | 3 } {
  if (settings.color === 'as it is') return {};
  return { channels: settings.color === 'grey' ? 1 : 3 };
}

function gone(problem: string): SyntalosError {
  return new SyntalosError(
    'ERR_SYNTALOS_VIDEO',
    `Cannot go on without camera "${settings.input}" of module "${own.id}": ${problem}; look at its power and connection`,
  );
}

await link.awaitDataForever();
