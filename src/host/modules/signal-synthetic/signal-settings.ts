/**
 * The settings of the module `signal-synthetic`.
 *
 * @module
 */
import {
  choiceSetting,
  integerSetting,
  numberSetting,
  readSettings,
  type ModuleSettings,
  type Setting,
  type SettingsOf,
} from '../../../settings/index.ts';

/** What the scalars of the signal can be. */
export type SignalType = 'F32' | 'I32' | 'U16';

const SCHEMA: {
  readonly type: Setting<SignalType>;
  readonly channels: Setting<number>;
  readonly sample_rate: Setting<number>;
  readonly block: Setting<number>;
  readonly blocks: Setting<number>;
  readonly sine: Setting<number>;
  readonly noise: Setting<number>;
  readonly spikes: Setting<number>;
  readonly spike_height: Setting<number>;
  readonly seed: Setting<number>;
} = {
  type: choiceSetting<SignalType, { default: SignalType }>(['F32', 'I32', 'U16'], { default: 'F32' }),
  channels: integerSetting({ default: 16, min: 1, max: 4096 }),
  sample_rate: numberSetting({ default: 30_000, min: 1000, max: 1_000_000, unit: 'Hz' }),
  block: integerSetting({ default: 300, min: 1, max: 1_000_000, unit: 'samples' }),
  // 0: as many as the run is long.
  blocks: integerSetting({ default: 0, min: 0 }),
  sine: numberSetting({ default: 60, min: 0, max: 2000, unit: 'µV' }),
  noise: numberSetting({ default: 6, min: 0, max: 500, unit: 'µV' }),
  spikes: numberSetting({ default: 8, min: 0, max: 100, unit: 'per second and channel' }),
  spike_height: numberSetting({ default: 90, min: 0, max: 2000, unit: 'µV' }),
  seed: integerSetting({ default: 1, min: 0, max: 0xffff_ffff }),
};

/** Settings of the synthetic signal. */
export type SignalSettings = SettingsOf<typeof SCHEMA>;

/** @throws SyntalosError `ERR_SYNTALOS_SETTING` for a wrong one */
export function readSignalSettings(module: ModuleSettings): SignalSettings {
  return readSettings(module, SCHEMA);
}
