/**
 * What the module `signal-synthetic` is, for lists and editors.
 *
 * @module
 */
import { DataType } from '../../../types/index.ts';
import type { ModuleDescription } from '../module-description.ts';
import { SIGNAL_SYNTHETIC_SETTINGS } from './signal-settings.ts';

export const SIGNAL_SYNTHETIC: ModuleDescription = {
  name: 'signal-synthetic',
  about: 'Electrodes whose spikes are known',
  ports: [
    {
      direction: 'output',
      id: 'signals',
      types: [DataType.SignalBlockF32, DataType.SignalBlockI32, DataType.SignalBlockU16],
      about: 'blocks of samples; setting `type` says of which type',
    },
    {
      direction: 'output',
      id: 'truth',
      types: [DataType.TableRow],
      about: '`time_usec`, `channel`, `height_uv`: the trough of each spike, before its block',
    },
  ],
  settings: SIGNAL_SYNTHETIC_SETTINGS,
};
