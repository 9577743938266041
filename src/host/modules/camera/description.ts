/**
 * What the module `camera` is, for lists and editors.
 *
 * @module
 */
import {
  booleanSetting,
  choiceSetting,
  integerSetting,
  numberSetting,
  textSetting,
  type Setting,
} from '../../../settings/index.ts';
import { DataType } from '../../../types/index.ts';
import type { ModuleDescription } from '../module-description.ts';

/** What the module can be told. */
export const CAMERA_SETTINGS: {
  readonly input: Setting<string>;
  readonly format: Setting<string>;
  readonly width: Setting<number>;
  readonly height: Setting<number>;
  readonly fps: Setting<number>;
  readonly pixel_format: Setting<string>;
  readonly color: Setting<'as it is' | 'grey' | 'BGR'>;
  readonly sync: Setting<boolean>;
  readonly calibration_points: Setting<number>;
  readonly stall_sec: Setting<number>;
  readonly on_stall: Setting<'end' | 'wait'>;
} = {
  input: textSetting({
    about: 'what is opened: a device, an address, a file, a test picture',
    required: true,
  }),
  format: textSetting({
    about: 'FFmpeg’s name of the input format, such as "v4l2"; empty: found out',
    default: '',
  }),
  width: integerSetting({
    about: 'width that a device is asked for; 0: as it is',
    default: 0,
    min: 0,
    max: 32_768,
    unit: 'px',
  }),
  height: integerSetting({
    about: 'height that a device is asked for; 0: as it is',
    default: 0,
    min: 0,
    max: 32_768,
    unit: 'px',
  }),
  fps: numberSetting({
    about: 'frames per second that a device is asked for; 0: as it is',
    default: 0,
    min: 0,
    max: 10_000,
    unit: 'Hz',
  }),
  pixel_format: textSetting({
    about: 'FFmpeg’s name of what a device is asked to send; empty: as it is',
    default: '',
  }),
  color: choiceSetting(['as it is', 'grey', 'BGR'], {
    about: 'what frames are turned into',
    default: 'as it is',
  }),
  sync: booleanSetting({
    about: 'aligns the device’s times with the master clock; false: frames have the time of their arrival',
    default: true,
  }),
  calibration_points: integerSetting({
    about:
      'frames that the offset of the two clocks is averaged over, calibration takes twice as many; 0: 10 s of them',
    default: 0,
    min: 0,
    max: 1_000_000,
  }),
  stall_sec: numberSetting({
    about: 'so long without a frame is a stall',
    default: 5,
    min: 0.1,
    max: 3600,
    unit: 's',
  }),
  on_stall: choiceSetting(['end', 'wait'], {
    about: 'what a stall is: the end of the run, or a warning',
    default: 'end',
  }),
};

export const CAMERA: ModuleDescription = {
  name: 'camera',
  about: 'Sends the frames of whatever FFmpeg opens: a device, a stream, a file, a test picture',
  ports: [
    {
      direction: 'output',
      id: 'frames',
      types: [DataType.Frame],
      about: 'with metadata `size`, `framerate`, `has_color`',
    },
  ],
  settings: CAMERA_SETTINGS,
};
