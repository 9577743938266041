/**
 * What the module `table-recorder` is, for lists and editors.
 *
 * @module
 */
import { choiceSetting, textSetting, type Setting } from '../../../settings/index.ts';
import type { ModuleDescription } from '../module-description.ts';
import { TABLE_TYPES, type TableType } from '../../../formats/index.ts';

/** What the module can be told. */
export const TABLE_RECORDER_SETTINGS: {
  readonly name: Setting<string>;
  readonly type: Setting<TableType | undefined>;
} = {
  name: textSetting({ about: 'name of the dataset; empty: the module’s', default: '' }),
  type: choiceSetting(Object.keys(TABLE_TYPES) as TableType[], {
    about: 'what comes; the type of what is connected where left out',
  }),
};

export const TABLE_RECORDER: ModuleDescription = {
  name: 'table-recorder',
  about: 'Writes rows, readings or commands as a CSV table',
  ports: [
    {
      direction: 'input',
      id: 'rows',
      types: Object.values(TABLE_TYPES),
      about: 'what is written, one line each',
    },
  ],
  settings: TABLE_RECORDER_SETTINGS,
};
