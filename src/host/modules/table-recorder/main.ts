/**
 * Built-in module `table-recorder`: writes the rows that come to its input `rows` as a CSV table, in
 * a dataset named after the module. Its first line is what the sender set as `table_header`.
 *
 * @module
 */
import { raiseError } from '../../../api/index.ts';
import { initLink } from '../../../program/index.ts';
import { TABLE_FILE } from '../../../edl/index.ts';
import { DataType, type MetaValue } from '../../../types/index.ts';
import { readSettings, textSetting } from '../../project/index.ts';
import { ownSettings } from '../own-settings.ts';
import { TableFile } from './table-file.ts';

const settings = readSettings(ownSettings(), {
  /** Name of the dataset: the module's where left out. */
  name: textSetting({ default: '' }),
});

const link = await initLink();
const rows = await link.registerInputPort('rows', 'Rows', DataType.TableRow);
let table: TableFile | undefined;

link.onPrepare = async () => {
  const dataset = await link.createDefaultDataset(settings.name);
  table = await TableFile.create(dataset.setDataFile(TABLE_FILE), {
    header: headerOf(rows.metadata['table_header']),
    onError: (error) => raiseError(error.message),
  });
  return true;
};
rows.onData = (row) => table?.push(row);
link.onStop = async () => {
  const last = table;
  table = undefined;
  await last?.close();
};

function headerOf(value: MetaValue | undefined): string[] {
  return Array.isArray(value) ? (value as readonly MetaValue[]).map(String) : [];
}

await link.awaitDataForever();
