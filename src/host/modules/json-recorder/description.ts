/**
 * What the module `json-recorder` is, for lists and editors.
 *
 * @module
 */
import { choiceSetting, listSetting, textSetting, type Setting } from '../../../settings/index.ts';
import type { ModuleDescription } from '../module-description.ts';
import { JSON_SCHEMAS, type JsonSchema } from './json-file.ts';
import { JSON_TYPES, type JsonType } from './json-layout.ts';

/** What the module can be told. */
export const JSON_RECORDER_SETTINGS: {
  readonly name: Setting<string>;
  readonly schema: Setting<JsonSchema>;
  readonly type: Setting<JsonType | undefined>;
  readonly signals: Setting<readonly string[]>;
} = {
  name: textSetting({
    about: 'name of the dataset; empty: as the stream proposes, else the module’s',
    default: '',
  }),
  schema: choiceSetting(JSON_SCHEMAS, {
    about: 'how the file is laid out; "pandas-split" is what `pandas.read_json` takes',
    default: 'extended-pandas',
  }),
  type: choiceSetting(Object.keys(JSON_TYPES) as JsonType[], {
    about: 'what comes; the type of what is connected where left out',
  }),
  signals: listSetting<string, { about: string; default: string[] }>(textSetting({ required: true }), {
    about: 'names of the signals to record; all where empty',
    default: [],
  }),
};

export const JSON_RECORDER: ModuleDescription = {
  name: 'json-recorder',
  about: 'Writes signals, readings of lines or rows as JSON that pandas and edlio read, compressed by zstd',
  ports: [
    {
      direction: 'input',
      id: 'data',
      types: Object.values(JSON_TYPES),
      about: 'with metadata `signal_names`, of rows `table_header`',
    },
  ],
  settings: JSON_RECORDER_SETTINGS,
};
