/**
 * What the module `video-recorder` is, for lists and editors.
 *
 * @module
 */
import { choiceSetting, integerSetting, textSetting, type Setting } from '../../../settings/index.ts';
import { DataType } from '../../../types/index.ts';
import { VIDEO_CODECS, type VideoCodec } from '../../../video/index.ts';
import type { ModuleDescription } from '../module-description.ts';

/** What the module can be told. */
export const VIDEO_RECORDER_SETTINGS: {
  readonly name: Setting<string>;
  readonly codec: Setting<VideoCodec>;
  readonly slice: Setting<string>;
  readonly threads: Setting<number>;
} = {
  name: textSetting({
    about: 'name of the dataset; empty: as the stream proposes, else the module’s',
    default: '',
  }),
  codec: choiceSetting(VIDEO_CODECS, { about: '"ffv1" loses nothing', default: 'ffv1' }),
  slice: textSetting({
    about: 'time after which a new file begins, such as "10min"; empty: all frames go into one',
    default: '',
  }),
  threads: integerSetting({
    about: 'threads of the encoder; 0: as many as cores, at most 4',
    default: 0,
    min: 0,
    max: 64,
  }),
};

export const VIDEO_RECORDER: ModuleDescription = {
  name: 'video-recorder',
  about: 'Records frames as a video, lossless unless told otherwise, with the time of each',
  ports: [
    {
      direction: 'input',
      id: 'frames',
      types: [DataType.Frame],
      about: 'u8 or u16 with 1 (grey), 3 (BGR) or 4 (BGRA) channels',
    },
  ],
  settings: VIDEO_RECORDER_SETTINGS,
};
