/**
 * What the module `signal-recorder` is, for lists and editors.
 *
 * @module
 */
import { choiceSetting, textSetting, type Setting } from '../../../settings/index.ts';
import type { ModuleDescription } from '../module-description.ts';
import { SIGNAL_TYPES, type SignalType } from './store-layout.ts';

/** What the module can be told. */
export const SIGNAL_RECORDER_SETTINGS: {
  readonly name: Setting<string>;
  readonly type: Setting<SignalType | undefined>;
} = {
  name: textSetting({
    about: 'name of the dataset; empty: as the stream proposes, else the module’s',
    default: '',
  }),
  type: choiceSetting(Object.keys(SIGNAL_TYPES) as SignalType[], {
    about: 'what comes; the type of what is connected where left out',
  }),
};

export const SIGNAL_RECORDER: ModuleDescription = {
  name: 'signal-recorder',
  about: 'Writes signals or readings of lines into a Zarr v3 store',
  ports: [
    {
      direction: 'input',
      id: 'signals',
      types: Object.values(SIGNAL_TYPES),
      about: 'with metadata `signal_names`',
    },
  ],
  settings: SIGNAL_RECORDER_SETTINGS,
};
