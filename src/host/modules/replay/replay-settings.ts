/**
 * Settings of the replay module.
 *
 * @module
 */
import { SyntalosError } from '../../../errors.ts';
import {
  listSetting,
  pathSetting,
  readSettings,
  textSetting,
  type ModuleSettings,
  type Setting,
  type SettingsOf,
} from '../../project/index.ts';
import type { StreamSource } from './find-streams.ts';

/** A factor on the recorded timing, or as fast as the consumers take it. */
export type ReplaySpeed = number | 'max';

const speed: Setting<ReplaySpeed> = {
  allows: '"max" or a number above 0, where 1 is the recorded speed',
  required: false,
  default: 1,
  read: (value) =>
    value === 'max' || (typeof value === 'number' && Number.isFinite(value) && value > 0) ? value : undefined,
};

const SCHEMA: {
  readonly recording: Setting<string>;
  readonly speed: Setting<ReplaySpeed>;
  readonly streams: Setting<readonly string[]>;
} = {
  recording: pathSetting({ required: true }),
  speed,
  // Ids of ports; all streams if empty.
  streams: listSetting(textSetting({ required: true }), { default: [] }),
};

/** Settings of the replay module. */
export type ReplaySettings = SettingsOf<typeof SCHEMA>;

/** @throws SyntalosError `ERR_SYNTALOS_SETTING` */
export function readReplaySettings(module: ModuleSettings): ReplaySettings {
  return readSettings(module, SCHEMA);
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
