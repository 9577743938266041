/**
 * What the module `firmata-board` is, for lists and editors.
 *
 * @module
 */
import {
  integerSetting,
  listSetting,
  numberSetting,
  textSetting,
  type Setting,
} from '../../../settings/index.ts';
import { DataType } from '../../../types/index.ts';
import type { ModuleDescription } from '../module-description.ts';

/** What the module can be told. */
export const FIRMATA_BOARD_SETTINGS: {
  readonly port: Setting<string>;
  readonly baud_rate: Setting<number>;
  readonly analog: Setting<readonly number[]>;
  readonly sampling_msec: Setting<number>;
  readonly answer_sec: Setting<number>;
} = {
  port: textSetting({ about: 'the serial port, such as "/dev/ttyACM0"', required: true }),
  baud_rate: integerSetting({
    about: 'speed of the serial port',
    default: 57_600,
    min: 50,
    max: 4_000_000,
    unit: 'Bd',
  }),
  analog: listSetting(integerSetting({ min: 0, max: 127 }) as Setting<number>, {
    about: 'outputs by PWM, and inputs by the board’s ADC',
    default: [],
  }),
  sampling_msec: integerSetting({
    about: 'time between two readings of analog inputs',
    default: 19,
    min: 1,
    max: 16_383,
    unit: 'ms',
  }),
  answer_sec: numberSetting({
    about: 'so long a board may take to start and to answer',
    default: 8,
    min: 0.1,
    max: 14,
    unit: 's',
  }),
};

export const FIRMATA_BOARD: ModuleDescription = {
  name: 'firmata-board',
  about: 'The lines of an Arduino, or another board that speaks Firmata, at a serial port',
  ports: [
    { direction: 'input', id: 'commands', types: [DataType.LineCommand], about: 'what the lines must do' },
    {
      direction: 'output',
      id: 'readings',
      types: [DataType.LineReading],
      about: 'each change of a line: outputs when they are written, inputs when the board reports it',
    },
  ],
  settings: FIRMATA_BOARD_SETTINGS,
};
