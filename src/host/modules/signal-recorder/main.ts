/**
 * Built-in module `signal-recorder`: writes the signals (F32, I32, U16) or the readings of lines that come to its
 * input `signals` into a Zarr v3 store.
 *
 * Its dataset is named by setting `name`, else as the stream proposes, else after the module.
 *
 * @module
 */
import { raiseError } from '../../../api/index.ts';
import { initLink } from '../../../program/index.ts';
import type { LineReading, SignalBlock, SignalData } from '../../../types/index.ts';
import { loadZstd } from '../../../zstd.ts';
import { readSettings } from '../../../settings/index.ts';
import { ownSettings } from '../own-settings.ts';
import { SIGNAL_RECORDER_SETTINGS } from './description.ts';
import { createStreamDataset, streamNamesOf } from '../recording/stream-dataset.ts';
import { streamMetadataOf } from '../recording/stream-metadata.ts';
import { typeOfStream } from '../recording/type-of-stream.ts';
import { SIGNAL_TYPES, describeStream, storeLayout } from './store-layout.ts';
import { ZarrStore } from './zarr-store.ts';
import { rowsOfItem } from './rows-of-item.ts';

const PORT = 'signals';

const own = ownSettings();
const settings = readSettings(own, SIGNAL_RECORDER_SETTINGS);
const source = own.sources[PORT];
const type = settings.type ?? typeOfStream(own, { port: PORT, types: SIGNAL_TYPES });
const zstd = await loadZstd('record signals');

const link = await initLink();
const signals = await link.registerInputPort(PORT, 'Signals', SIGNAL_TYPES[type]);
let store: ZarrStore | undefined;
let columns = 0;

link.onPrepare = async () => {
  if (source === undefined) return true;
  const { metadata } = signals;
  const stream = streamMetadataOf(metadata);
  const layout = storeLayout(type, stream);
  columns = layout.signalNames.length;
  const { name } = settings;
  const dataset = await createStreamDataset(link.rootGroup, { name, metadata, moduleName: link.moduleName });
  describeStream(dataset, type, stream);
  const path = dataset.setDataFile(`${streamNamesOf(metadata).file ?? dataset.name}.zarr`);
  store = await ZarrStore.create(path, {
    zstd,
    ...layout.arraysOf(dataset.collectionId),
    onError: (error) => raiseError(error.message),
  });
  return true;
};
link.onStart = async () => {
  if (source === undefined) await link.shutdown();
};
signals.onData = (item) => {
  const rows = rowsOfItem(item as LineReading | SignalBlock<SignalData>, columns);
  return store?.push(rows.timestamps, rows.data);
};
link.onStop = async () => {
  const last = store;
  store = undefined;
  await last?.close();
};

await link.awaitDataForever();
