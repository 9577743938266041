/**
 * What the module `camera-synthetic` is, for lists and editors.
 *
 * @module
 */
import { DataType } from '../../../types/index.ts';
import type { ModuleDescription } from '../module-description.ts';
import { CAMERA_SYNTHETIC_SETTINGS } from './camera-settings.ts';

export const CAMERA_SYNTHETIC: ModuleDescription = {
  name: 'camera-synthetic',
  about: 'Films a drawn animal whose true position is known',
  ports: [
    { direction: 'output', id: 'frames', types: [DataType.Frame], about: 'u8, grey or BGR' },
    {
      direction: 'output',
      id: 'truth',
      types: [DataType.TableRow],
      about: '`frame`, `time_usec`, `x_px`, `y_px`: centre of the animal’s area, for each frame',
    },
  ],
  furtherPorts:
    'With a clock of its own (`sync`, or a drift, jitter, step or loss): output `clock` (TableRow) with `frame`, `true_usec`, `arrival_usec`, `device_usec`, `recorded_usec`, `correction_usec`',
  settings: CAMERA_SYNTHETIC_SETTINGS,
};
