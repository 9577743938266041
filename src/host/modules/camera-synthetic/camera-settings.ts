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
  required: false,
  default: 1,
  read: (value) => (value === 1 || value === 3 ? value : undefined),
};

const SCHEMA: {
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
  width: integerSetting({ default: 640, min: 32, max: 8192, unit: 'px' }),
  height: integerSetting({ default: 480, min: 32, max: 8192, unit: 'px' }),
  fps: numberSetting({ default: 60, min: 0.01, max: 10_000, unit: 'Hz' }),
  channels,
  // 0: as many as the run is long.
  frames: integerSetting({ default: 0, min: 0 }),
  noise: numberSetting({ default: 4, min: 0, max: 15, unit: 'grey levels' }),
  animal_length: numberSetting({ default: 64, min: 8, max: 2048, unit: 'px' }),
  animal_speed: numberSetting({ default: 150, min: 0, max: 10_000, unit: 'px/s' }),
  seed: integerSetting({ default: 1, min: 0, max: 0xffff_ffff }),
  loss: numberSetting({ default: 0, min: 0, max: 0.9 }),
  clock_drift_ppm: numberSetting({ default: 0, min: -10_000, max: 10_000, unit: 'ppm' }),
  clock_jitter_usec: numberSetting({ default: 0, min: 0, max: 1e6, unit: 'µs' }),
  // 0: never.
  clock_step_at_sec: numberSetting({ default: 0, min: 0, unit: 's' }),
  clock_step_usec: numberSetting({ default: 0, min: -1e9, max: 1e9, unit: 'µs' }),
  // 48: it does not wrap.
  clock_bits: integerSetting({ default: 48, min: 16, max: 48 }),
  sync: booleanSetting({ default: false }),
  // 0: what suits the frame rate.
  sync_tolerance_usec: integerSetting({ default: 0, min: 0, unit: 'µs' }),
  sync_points: integerSetting({ default: 0, min: 0, max: 100_000 }),
};

/** Settings of the synthetic camera. */
export type CameraSettings = SettingsOf<typeof SCHEMA>;

/**
 * Reads them.
 *
 * @throws SyntalosError `ERR_SYNTALOS_SETTING` for a wrong one, or an animal too long for the frame
 */
export function readCameraSettings(module: ModuleSettings): CameraSettings {
  const settings = readSettings(module, SCHEMA);
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
