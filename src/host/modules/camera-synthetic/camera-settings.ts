/**
 * The settings of the module `camera-synthetic`, and their checks.
 *
 * @module
 */
import { SyntalosError } from '../../../errors.ts';
import {
  booleanSetting,
  integerSetting,
  numberSetting,
  readSettings,
  type ModuleSettings,
  type Setting,
  type SettingsOf,
} from '../../../settings/index.ts';

const channels: Setting<number> = {
  allows: '1 (grey) or 3 (BGR)',
  about: '1: grey, 3: BGR',
  schema: { enum: [1, 3] },
  required: false,
  default: 1,
  read: (value) => (value === 1 || value === 3 ? value : undefined),
};

/** What the module can be told. */
export const CAMERA_SYNTHETIC_SETTINGS: {
  readonly width: Setting<number>;
  readonly height: Setting<number>;
  readonly fps: Setting<number>;
  readonly channels: Setting<number>;
  readonly frames: Setting<number>;
  readonly noise: Setting<number>;
  readonly animal_length: Setting<number>;
  readonly animal_speed: Setting<number>;
  readonly seed: Setting<number>;
  readonly loss: Setting<number>;
  readonly clock_drift_ppm: Setting<number>;
  readonly clock_jitter_usec: Setting<number>;
  readonly clock_step_at_sec: Setting<number>;
  readonly clock_step_usec: Setting<number>;
  readonly clock_bits: Setting<number>;
  readonly sync: Setting<boolean>;
  readonly sync_tolerance_usec: Setting<number>;
  readonly sync_points: Setting<number>;
} = {
  width: integerSetting({ about: 'width of a frame', default: 640, min: 32, max: 8192, unit: 'px' }),
  height: integerSetting({ about: 'height of a frame', default: 480, min: 32, max: 8192, unit: 'px' }),
  fps: numberSetting({ about: 'frames per second', default: 60, min: 0.01, max: 10_000, unit: 'Hz' }),
  channels,
  frames: integerSetting({ about: "the run's sources end after so many; 0: no limit", default: 0, min: 0 }),
  noise: numberSetting({
    about: 'standard deviation of the noise',
    default: 4,
    min: 0,
    max: 15,
    unit: 'grey levels',
  }),
  animal_length: numberSetting({
    about: "length of the animal, at most half of the frame's shorter side",
    default: 64,
    min: 8,
    max: 2048,
    unit: 'px',
  }),
  animal_speed: numberSetting({
    about: 'speed of the animal, root mean square',
    default: 150,
    min: 0,
    max: 10_000,
    unit: 'px/s',
  }),
  seed: integerSetting({ about: 'the same seed gives the same film', default: 1, min: 0, max: 0xffff_ffff }),
  loss: numberSetting({ about: 'share of frames that never arrive', default: 0, min: 0, max: 0.9 }),
  clock_drift_ppm: numberSetting({
    about: "how much faster than the master's its clock runs",
    default: 0,
    min: -10_000,
    max: 10_000,
    unit: 'ppm',
  }),
  clock_jitter_usec: numberSetting({
    about: 'standard deviation of arrivals around the exposures',
    default: 0,
    min: 0,
    max: 1e6,
    unit: 'µs',
  }),
  clock_step_at_sec: numberSetting({
    about: 'when its clock jumps; 0: never',
    default: 0,
    min: 0,
    unit: 's',
  }),
  clock_step_usec: numberSetting({
    about: 'by how much its clock jumps',
    default: 0,
    min: -1e9,
    max: 1e9,
    unit: 'µs',
  }),
  clock_bits: integerSetting({
    about: 'size of its counter of µs: 32 bits wrap after 71 min, 48 never',
    default: 48,
    min: 16,
    max: 48,
  }),
  sync: booleanSetting({ about: 'aligns frame times with a synchronizer', default: false }),
  sync_tolerance_usec: integerSetting({
    about: 'tolerance of the synchronizer; 0: what suits the frame rate',
    default: 0,
    min: 0,
    unit: 'µs',
  }),
  sync_points: integerSetting({
    about: 'offsets that the synchronizer averages over; 0: what suits the frame rate',
    default: 0,
    min: 0,
    max: 100_000,
  }),
};

/** Settings of the synthetic camera. */
export type CameraSettings = SettingsOf<typeof CAMERA_SYNTHETIC_SETTINGS>;

/**
 * Reads them.
 *
 * @throws SyntalosError `ERR_SYNTALOS_SETTING` for a wrong one, or an animal too long for the frame
 */
export function readCameraSettings(module: ModuleSettings): CameraSettings {
  const settings = readSettings(module, CAMERA_SYNTHETIC_SETTINGS);
  const { width, height, animal_length: lengthPx } = settings;
  const mostPx = Math.floor(Math.min(width, height) / 2);
  if (lengthPx <= mostPx) return settings;
  // A small frame is no reason to set a length as well.
  if (module.settings['animal_length'] === undefined) return { ...settings, animal_length: mostPx };
  throw new SyntalosError(
    'ERR_SYNTALOS_SETTING',
    `Cannot use setting "animal_length" of module "${module.id}": it is ${lengthPx} px, in a frame of ${width} × ${height} px at most ${mostPx} px are allowed`,
    { details: { module: module.id } },
  );
}

/** Whether the camera has a clock or a connection that differ from perfect ones, or a synchronizer. */
export function hasDeviceClock(settings: CameraSettings): boolean {
  const { clock_drift_ppm: drift, clock_jitter_usec: jitter, clock_step_usec: step, loss, sync } = settings;
  return sync || drift !== 0 || jitter !== 0 || step !== 0 || loss !== 0;
}
