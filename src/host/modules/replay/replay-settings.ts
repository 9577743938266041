/**
 * Settings of the replay module.
 *
 * @module
 */
import { SyntalosError } from '../../../errors.ts';
import { DURATION_FORM, parseDuration } from '../../project/index.ts';
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
  required: false,
  default: 1,
  read: (value) =>
    value === 'max' || (typeof value === 'number' && Number.isFinite(value) && value > 0) ? value : undefined,
};

/** A time of the recording in µs: seconds, or text such as `"1m30s"`. */
const time: Setting<number> = {
  allows: `seconds from 0, or ${DURATION_FORM}`,
  required: false,
  read: (value) => {
    const msec = typeof value === 'string' ? parseDuration(value) : undefined;
    if (msec !== undefined) return msec * 1000;
    return typeof value === 'number' && Number.isFinite(value) && value >= 0
      ? Math.round(value * 1e6)
      : undefined;
  },
};

const unit: Setting<string | undefined> = {
  allows: 'a unit of time: ns, us, ms, s, min or h',
  required: false,
  read: (value) => (typeof value === 'string' && usecPerUnitOf(value) !== undefined ? value : undefined),
};

const SCHEMA: {
  readonly recording: Setting<string>;
  readonly speed: Setting<ReplaySpeed>;
  readonly streams: Setting<readonly string[]>;
  readonly from: Setting<number>;
  readonly to: Setting<number | undefined>;
  readonly loop: Setting<boolean>;
  readonly time_column: Setting<string | undefined>;
  readonly time_unit: Setting<string | undefined>;
} = {
  recording: pathSetting({ required: true }),
  speed,
  // Ids of ports; all streams if empty.
  streams: listSetting(textSetting({ required: true }), { default: [] }),
  from: { ...time, default: 0 },
  to: time,
  loop: booleanSetting({ default: false }),
  // For tables whose time column is not found, or has another unit than its name says.
  time_column: textSetting({}),
  time_unit: unit,
};

/** Settings of the replay module. */
export type ReplaySettings = SettingsOf<typeof SCHEMA>;

/** @throws SyntalosError `ERR_SYNTALOS_SETTING` */
export function readReplaySettings(module: ModuleSettings): ReplaySettings {
  const settings = readSettings(module, SCHEMA);
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
