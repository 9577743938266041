/**
 * What the module `board-sim` is, for lists and editors.
 *
 * @module
 */
import { DataType } from '../../../types/index.ts';
import type { ModuleDescription } from '../module-description.ts';
import { BOARD_SIM_SETTINGS } from './board-settings.ts';

export const BOARD_SIM: ModuleDescription = {
  name: 'board-sim',
  about: 'An I/O board without hardware',
  ports: [
    { direction: 'input', id: 'commands', types: [DataType.LineCommand], about: 'what the lines must do' },
    {
      direction: 'output',
      id: 'readings',
      types: [DataType.LineReading],
      about: 'each change of a line, output or input, with its time',
    },
  ],
  settings: BOARD_SIM_SETTINGS,
};
