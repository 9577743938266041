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

/** What the module can be told. */
export const SIGNAL_SYNTHETIC_SETTINGS: {
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
  type: choiceSetting<SignalType, { about: string; default: SignalType }>(['F32', 'I32', 'U16'], {
    about: 'type of the scalars',
    default: 'F32',
  }),
  channels: integerSetting({ about: 'number of electrodes', default: 16, min: 1, max: 4096 }),
  sample_rate: numberSetting({
    about: 'samples per second',
    default: 30_000,
    min: 1000,
    max: 1_000_000,
    unit: 'Hz',
  }),
  block: integerSetting({
    about: 'samples of a block',
    default: 300,
    min: 1,
    max: 1_000_000,
    unit: 'samples',
  }),
  blocks: integerSetting({ about: "the run's sources end after so many; 0: no limit", default: 0, min: 0 }),
  sine: numberSetting({ about: 'amplitude of the slow sine', default: 60, min: 0, max: 2000, unit: 'µV' }),
  noise: numberSetting({
    about: 'standard deviation of the noise',
    default: 6,
    min: 0,
    max: 500,
    unit: 'µV',
  }),
  spikes: numberSetting({
    about: 'rate of spikes',
    default: 8,
    min: 0,
    max: 100,
    unit: 'per second and channel',
  }),
  spike_height: numberSetting({
    about: 'depth of the trough; by channel up to 20 % else',
    default: 90,
    min: 0,
    max: 2000,
    unit: 'µV',
  }),
  seed: integerSetting({
    about: 'the same seed gives the same spikes',
    default: 1,
    min: 0,
    max: 0xffff_ffff,
  }),
};

/** Settings of the synthetic signal. */
export type SignalSettings = SettingsOf<typeof SIGNAL_SYNTHETIC_SETTINGS>;

/** @throws SyntalosError `ERR_SYNTALOS_SETTING` for a wrong one */
export function readSignalSettings(module: ModuleSettings): SignalSettings {
  return readSettings(module, SIGNAL_SYNTHETIC_SETTINGS);
}
