/**
 * Settings of the replay module.
 *
 * @module
 */
import { SyntalosError } from '../../../errors.ts';
import { DURATION_FORM, parseTime } from '../../project/index.ts';
import {
  booleanSetting,
  listSetting,
  pathSetting,
  readSettings,
  textSetting,
  type ModuleSettings,
  type Setting,
  type SettingsOf,
} from '../../../settings/index.ts';
import { usecPerUnitOf, type StreamSource } from '../../../formats/index.ts';

/** A factor on the recorded timing, or as fast as the consumers take it. */
export type ReplaySpeed = number | 'max';

const speed: Setting<ReplaySpeed> = {
  allows: '"max" or a number above 0, where 1 is the recorded speed',
  about: 'factor on the recorded timing, or "max": as fast as the consumers take it',
  schema: { anyOf: [{ enum: ['max'] }, { type: 'number', exclusiveMinimum: 0 }] },
  required: false,
  default: 1,
  read: (value) =>
    value === 'max' || (typeof value === 'number' && Number.isFinite(value) && value > 0) ? value : undefined,
};

/** A time of the recording in µs: seconds, or text such as `"1m30s"`. */
const time: Setting<number> = {
  allows: `seconds from 0, or ${DURATION_FORM}`,
  schema: { anyOf: [{ type: 'number', minimum: 0 }, { type: 'string' }] },
  required: false,
  read: (value) => {
    const msec = typeof value === 'string' ? parseTime(value) : undefined;
    if (msec !== undefined) return msec * 1000;
    return typeof value === 'number' && Number.isFinite(value) && value >= 0
      ? Math.round(value * 1e6)
      : undefined;
  },
};

const unit: Setting<string | undefined> = {
  allows: 'a unit of time: ns, us, ms, s, min or h',
  about: 'unit of that column, where its name says another one',
  schema: { anyOf: [{ enum: ['ns', 'us', 'ms', 's', 'min', 'h'] }, { type: 'string' }] },
  required: false,
  read: (value) => (typeof value === 'string' && usecPerUnitOf(value) !== undefined ? value : undefined),
};

/** What the module can be told. */
export const REPLAY_SETTINGS: {
  readonly recording: Setting<string>;
  readonly speed: Setting<ReplaySpeed>;
  readonly streams: Setting<readonly string[]>;
  readonly from: Setting<number>;
  readonly to: Setting<number | undefined>;
  readonly loop: Setting<boolean>;
  readonly time_column: Setting<string | undefined>;
  readonly time_unit: Setting<string | undefined>;
} = {
  recording: pathSetting({ about: 'folder of the recording', required: true }),
  speed,
  streams: listSetting(textSetting({ required: true }), {
    about: 'ids of the ports to play; all where empty',
    default: [],
  }),
  from: { ...time, about: 'time of the recording to begin at', default: 0 },
  to: { ...time, about: 'time of the recording to end at; its end where left out' },
  loop: booleanSetting({ about: 'begins again at the end, until the run is stopped', default: false }),
  time_column: textSetting({ about: 'column of the times, for tables in which it is not found' }),
  time_unit: unit,
};

/** Settings of the replay module. */
export type ReplaySettings = SettingsOf<typeof REPLAY_SETTINGS>;

/** @throws SyntalosError `ERR_SYNTALOS_SETTING` */
export function readReplaySettings(module: ModuleSettings): ReplaySettings {
  const settings = readSettings(module, REPLAY_SETTINGS);
  const { from, to } = settings;
  if (to !== undefined && to <= from) {
    throw new SyntalosError(
      'ERR_SYNTALOS_SETTING',
      `Cannot use setting "to" of module "${module.id}": it is ${to / 1e6} s, which is not after "from", ${from / 1e6} s`,
      { details: { module: module.id, problems: 1 } },
    );
  }
  return settings;
}

/**
 * The streams that are wanted.
 *
 * @param wanted - ids of their ports; all if empty
 * @throws SyntalosError `ERR_SYNTALOS_SETTING` for an id that none of them has
 */
export function selectStreams(
  streams: readonly StreamSource[],
  wanted: readonly string[],
): readonly StreamSource[] {
  if (wanted.length === 0) return streams;
  const known = streams.map(({ portId }) => portId);
  const unknown = wanted.find((id) => !known.includes(id));
  if (unknown !== undefined) {
    throw new SyntalosError(
      'ERR_SYNTALOS_SETTING',
      `Cannot play stream "${unknown}": the recording has none of this name, it has ${known.map((id) => `"${id}"`).join(', ')}`,
    );
  }
  return streams.filter(({ portId }) => wanted.includes(portId));
}
