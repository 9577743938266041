/**
 * What the module `monitor` is, for lists and editors.
 *
 * @module
 */
import { choiceSetting, type Setting } from '../../../settings/index.ts';
import { DATA_TYPES, dataTypeName } from '../../../types/index.ts';
import type { ModuleDescription } from '../module-description.ts';

/** What the module can be told. */
export const MONITOR_SETTINGS: { readonly type: Setting<string> } = {
  type: choiceSetting(DATA_TYPES.map(dataTypeName), {
    about: 'data type of what is connected',
    default: 'Frame',
  }),
};

export const MONITOR: ModuleDescription = {
  name: 'monitor',
  about: 'Shows rate and newest item of a stream while the run goes on, and never holds its sender back',
  ports: [{ direction: 'input', id: 'in', types: DATA_TYPES, about: 'setting `type` says of which type' }],
  settings: MONITOR_SETTINGS,
};
