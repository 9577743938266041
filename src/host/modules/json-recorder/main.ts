/**
 * Built-in module `json-recorder`: writes what comes to its input `data`, signals (F32, I32), lines or rows, as
 * JSON that pandas and edlio read, compressed by zstd.
 *
 * Its dataset is named by setting `name`, else as the stream proposes, else after the module.
 *
 * @module
 */
import { raiseError } from '../../../api/index.ts';
import { edlFloat, type EdlDataset } from '../../../edl/index.ts';
import { JSON_TYPE_ATTRIBUTE } from '../../../formats/index.ts';
import { initLink } from '../../../program/index.ts';
import { dataTypeName } from '../../../types/index.ts';
import { loadZstd } from '../../../zstd.ts';
import { readSettings } from '../../../settings/index.ts';
import { ownSettings } from '../own-settings.ts';
import { JSON_RECORDER_SETTINGS } from './description.ts';
import { createStreamDataset, streamNamesOf } from '../recording/stream-dataset.ts';
import { streamMetadataOf, type StreamMetadata } from '../recording/stream-metadata.ts';
import { typeOfStream } from '../recording/type-of-stream.ts';
import { JsonFile } from './json-file.ts';
import { JSON_TYPES, layOut } from './json-layout.ts';

const PORT = 'data';

const own = ownSettings();
const settings = readSettings(own, JSON_RECORDER_SETTINGS);
const source = own.sources[PORT];
const type = settings.type ?? typeOfStream(own, { port: PORT, types: JSON_TYPES });
const zstd = await loadZstd('record JSON');

const link = await initLink();
const data = await link.registerInputPort(PORT, 'Data', JSON_TYPES[type]);
let file: JsonFile | undefined;

link.onPrepare = async () => {
  if (source === undefined) return true;
  const { metadata } = data;
  const stream = streamMetadataOf(metadata);
  const layout = layOut(type, stream, settings.signals);
  const { name } = settings;
  const dataset = await createStreamDataset(link.rootGroup, { name, metadata, moduleName: link.moduleName });
  describe(dataset, stream);
  const timeUnit = stream.timeUnit ?? (type === 'LineReading' ? 'microseconds' : undefined);
  file = await JsonFile.create(dataset.setDataFile(`${streamNamesOf(metadata).file ?? 'data'}.json.zst`), {
    zstd,
    schema: settings.schema,
    layout,
    stream: { ...stream, ...(timeUnit === undefined ? {} : { timeUnit }) },
    collectionId: dataset.collectionId,
    onError: (error) => raiseError(error.message),
  });
  return true;
};
link.onStart = async () => {
  if (source === undefined) await link.shutdown();
};
data.onData = (item) => file?.push(item);
link.onStop = async () => {
  const last = file;
  file = undefined;
  await last?.close();
};

function describe(dataset: EdlDataset, stream: StreamMetadata): void {
  const { dataOffset, dataScale, sampleRateHz } = stream;
  dataset.setAttribute('json_schema', settings.schema);
  // Numbers that are all whole do not show it.
  dataset.setAttribute(JSON_TYPE_ATTRIBUTE, dataTypeName(JSON_TYPES[type]));
  dataset.setAttribute('time_unit', stream.timeUnit ?? (type === 'LineReading' ? 'microseconds' : ''));
  dataset.setAttribute('data_unit', stream.dataUnit ?? '');
  if (sampleRateHz !== undefined) dataset.setAttribute('sample_rate', edlFloat(sampleRateHz));
  if (dataScale !== undefined) dataset.setAttribute('data_scale', edlFloat(dataScale));
  if (dataOffset !== undefined) dataset.setAttribute('data_offset', edlFloat(dataOffset));
}

await link.awaitDataForever();
