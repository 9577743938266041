/**
 * Built-in module `camera-synthetic`: films a drawn animal whose true position is known.
 *
 * Output `frames`: grey or BGR frames at a fixed rate. Output `truth`: for each frame a row with its
 * index, its time and the animal's centre of area. No frame is skipped: one that is late, because
 * consumers held the camera back, is sent at once and keeps the time it was due.
 *
 * Where settings give it a clock of its own, which drifts and jumps, and a connection that delays and
 * loses frames, a frame has the time of its arrival, or what a synchronizer makes of that and the
 * device's time. Output `clock` then has all these times of each frame.
 *
 * @module
 */
import { isRunning, type SecondaryClockSynchronizer } from '../../../api/index.ts';
import { initLink } from '../../../program/index.ts';
import { CounterUnwrapper } from '../../../timing/index.ts';
import { DataType, MetaFloat } from '../../../types/index.ts';
import { BackgroundWork } from '../background-work.ts';
import { hasDeviceClock, readCameraSettings } from './camera-settings.ts';
import { DeviceClock } from './device-clock.ts';
import { FrameClock } from './frame-clock.ts';
import { SyntheticWorld } from './synthetic-world.ts';
import { ownSettings } from '../own-settings.ts';
import { createRandom } from '../random.ts';
import { untilUsec } from '../until-usec.ts';

const CLOCK_HEADER = [
  'frame',
  'true_usec',
  'arrival_usec',
  'device_usec',
  'recorded_usec',
  'correction_usec',
];
/** Keeps the clock's random numbers apart from the film's, which is the same with and without it. */
const CLOCK_SEED = 0x636c_6f63;

const settings = readCameraSettings(ownSettings());
const { width, height, channels } = settings;
const hasClock = hasDeviceClock(settings);

const link = await initLink();
const frames = await link.registerOutputPort('frames', 'Frames', DataType.Frame);
const truth = await link.registerOutputPort('truth', 'True positions', DataType.TableRow);
const times = hasClock ? await link.registerOutputPort('clock', 'Clock', DataType.TableRow) : undefined;

const filming = new BackgroundWork();
let world: SyntheticWorld;
let sync: SecondaryClockSynchronizer | undefined;

link.onPrepare = async () => {
  frames.setMetadataValueSize('size', [width, height]);
  frames.setMetadata({ framerate: new MetaFloat(settings.fps), has_color: channels > 1 });
  truth.setMetadataValue('table_header', ['frame', 'time_usec', 'x_px', 'y_px']);
  times?.setMetadataValue('table_header', CLOCK_HEADER);
  world = new SyntheticWorld(settings);
  sync = settings.sync ? await openSynchronizer() : undefined;
  return true;
};
link.onStart = () => filming.start(film);
link.onStop = () => filming.ended();

async function film(): Promise<void> {
  const clock = new FrameClock(settings.fps);
  const device = new DeviceClock({
    driftPpm: settings.clock_drift_ppm,
    bits: settings.clock_bits,
    stepAtUsec: settings.clock_step_at_sec * 1e6,
    stepUsec: settings.clock_step_usec,
    jitterUsec: settings.clock_jitter_usec,
    loss: settings.loss,
    random: createRandom(settings.seed + CLOCK_SEED),
  });
  const counter = new CounterUnwrapper(settings.clock_bits);
  for (let index = 0; settings.frames === 0 || index < settings.frames; index++) {
    const exposureUsec = clock.exposureUsec(index);
    const { arrivalUsec, deviceUsec: countedUsec, isLost } = device.stamp(exposureUsec);
    const deviceUsec = counter.unwrap(countedUsec);
    await untilUsec(arrivalUsec);
    if (!isRunning()) return;
    if (isLost) continue;
    const timeUsec = sync?.processTimestamp(arrivalUsec, deviceUsec) ?? arrivalUsec;
    const correctionUsec = sync?.clockCorrectionOffsetUsec ?? 0;
    if (!sendFrame(index, exposureUsec, timeUsec)) return;
    times?.submit([index, exposureUsec, arrivalUsec, deviceUsec, timeUsec, correctionUsec]);
  }
  await link.shutdown();
}

/** Answers false where the run has ended. */
function sendFrame(index: number, exposureUsec: number, timeUsec: number): boolean {
  const frame = frames.loanFrame(width, height, channels, 'u8');
  if (frame === undefined) return false;
  const pose = world.poseAt(exposureUsec);
  // A frame of depth u8 has pixels of this type.
  world.draw(frame.data as Uint8Array, pose);
  frame.index = index;
  frame.timeUsec = timeUsec;
  return frame.submit() && truth.submit([index, exposureUsec, pose.x.toFixed(3), pose.y.toFixed(3)]);
}

async function openSynchronizer(): Promise<SecondaryClockSynchronizer> {
  const { fps, sync_points: points, sync_tolerance_usec: toleranceUsec } = settings;
  const synchronizer = await link.initClockSynchronizer({ expectedFrequencyHz: fps });
  if (points > 0) synchronizer.setCalibrationPointsCount(points);
  if (toleranceUsec > 0) synchronizer.setToleranceUsec(toleranceUsec);
  synchronizer.setTimeSyncBasename('clock', await link.createDefaultDataset());
  synchronizer.start();
  return synchronizer;
}

await link.awaitDataForever();
