/**
 * Built-in module `table-recorder`: writes what comes to its input `rows` as a CSV table, in a dataset named after
 * the module.
 *
 * Of rows the first line is what the sender set as `table_header`; readings and commands of lines, and commands to
 * modules have their fields as columns, and the time: of commands, when they came.
 *
 * @module
 */
import { raiseError, timeSinceStartUsec } from '../../../api/index.ts';
import { initLink } from '../../../program/index.ts';
import { TABLE_FILE } from '../../../edl/index.ts';
import { readSettings } from '../../../settings/index.ts';
import { ownSettings } from '../own-settings.ts';
import { TABLE_RECORDER_SETTINGS } from './description.ts';
import { streamMetadataOf } from '../recording/stream-metadata.ts';
import { typeOfStream } from '../recording/type-of-stream.ts';
import { TableFile } from './table-file.ts';
import { TABLE_LAYOUTS, TABLE_TYPES, rowsLayout, type TableLayout } from '../../../formats/index.ts';

const PORT = 'rows';

const own = ownSettings();
const settings = readSettings(own, TABLE_RECORDER_SETTINGS);
const type = settings.type ?? typeOfStream(own, { port: PORT, types: TABLE_TYPES });

const link = await initLink();
const rows = await link.registerInputPort(PORT, 'Rows', TABLE_TYPES[type]);
let layout: TableLayout = rowsLayout([]);
let table: TableFile | undefined;

link.onPrepare = async () => {
  const dataset = await link.createDefaultDataset(settings.name);
  if (type === 'TableRow') {
    layout = rowsLayout(streamMetadataOf(rows.metadata).tableHeader);
  } else {
    layout = TABLE_LAYOUTS[type];
    // A player reads from it what the rows are.
    dataset.setAttribute('data_type', type);
  }
  table = await TableFile.create(dataset.setDataFile(TABLE_FILE), {
    header: layout.header,
    onError: (error) => raiseError(error.message),
  });
  return true;
};
rows.onData = (item) => table?.push(layout.rowOf(item as never, timeSinceStartUsec()));
link.onStop = async () => {
  const last = table;
  table = undefined;
  await last?.close();
};

await link.awaitDataForever();
