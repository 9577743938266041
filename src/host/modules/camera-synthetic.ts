/**
 * Built-in module `camera-synthetic`: films a drawn animal whose true position is known.
 *
 * Output `frames`: grey or BGR frames at a fixed rate. Output `truth`: for each frame a row with its
 * index, its time and the animal's centre of area. No frame is skipped: one that is late, because
 * consumers held the camera back, is sent at once and keeps the time it was due.
 *
 * @module
 */
import { initLink, isRunning } from '../../api/index.ts';
import { DataType, MetaFloat } from '../../types/index.ts';
import { BackgroundWork } from './background-work.ts';
import { readCameraSettings } from './camera-synthetic/camera-settings.ts';
import { FrameClock } from './camera-synthetic/frame-clock.ts';
import { SyntheticWorld } from './camera-synthetic/synthetic-world.ts';
import { ownSettings } from './own-settings.ts';
import { untilUsec } from './until-usec.ts';

const settings = readCameraSettings(ownSettings());
const { width, height, channels } = settings;

const link = await initLink();
const frames = await link.registerOutputPort('frames', 'Frames', DataType.Frame);
const truth = await link.registerOutputPort('truth', 'True positions', DataType.TableRow);

const filming = new BackgroundWork();
let world: SyntheticWorld;

link.onPrepare = () => {
  frames.setMetadataValueSize('size', [width, height]);
  frames.setMetadata({ framerate: new MetaFloat(settings.fps), has_color: channels > 1 });
  truth.setMetadataValue('table_header', ['frame', 'time_usec', 'x_px', 'y_px']);
  world = new SyntheticWorld(settings);
  return true;
};
link.onStart = () => filming.start(film);
link.onStop = () => filming.ended();

async function film(): Promise<void> {
  const clock = new FrameClock(settings.fps);
  for (let index = 0; settings.frames === 0 || index < settings.frames; index++) {
    const timeUsec = clock.exposureUsec(index);
    await untilUsec(timeUsec);
    if (!isRunning() || !exposeFrame(index, timeUsec)) return;
  }
  await link.shutdown();
}

/** Answers false where the run has ended. */
function exposeFrame(index: number, timeUsec: number): boolean {
  const frame = frames.loanFrame(width, height, channels, 'u8');
  if (frame === undefined) return false;
  const pose = world.poseAt(timeUsec);
  // A frame of depth u8 has pixels of this type.
  world.draw(frame.data as Uint8Array, pose);
  frame.index = index;
  frame.timeUsec = timeUsec;
  return frame.submit() && truth.submit([index, timeUsec, pose.x.toFixed(3), pose.y.toFixed(3)]);
}

await link.awaitDataForever();
