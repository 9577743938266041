/**
 * Built-in module `video-recorder`: records the frames that come to its input `frames`, losslessly unless another
 * codec is chosen, with the time of each, in a dataset of the group `videos`.
 *
 * The dataset is named by setting `name`, else after the module that the frames come from, where
 * their metadata tell (`src_mod_name`), else after the recorder itself.
 *
 * @module
 */
import { initLink } from '../../../program/index.ts';
import type { EdlDataset } from '../../../edl/index.ts';
import { SyntalosError, describeValue } from '../../../errors.ts';
import { DataType } from '../../../types/index.ts';
import { DURATION_FORM, parseDuration } from '../../project/index.ts';
import { readSettings } from '../../../settings/index.ts';
import { loadFfmpeg } from '../../../video/index.ts';
import { ownSettings } from '../own-settings.ts';
import { VIDEO_RECORDER_SETTINGS } from './description.ts';
import { createStreamDataset } from '../recording/stream-dataset.ts';
import { numberOf, textOf } from '../recording/stream-metadata.ts';
import { RecordedVideo } from './recorded-video.ts';

const GROUP = 'videos';

const own = ownSettings();
const settings = readSettings(own, VIDEO_RECORDER_SETTINGS);
const sliceUsec = settings.slice === '' ? undefined : sliceUsecOf(settings.slice);

const link = await initLink();
const frames = await link.registerInputPort('frames', 'Frames', DataType.Frame);
let dataset: EdlDataset | undefined;
let video: RecordedVideo | undefined;

link.onPrepare = async () => {
  // Loading takes 100 ms, and may fail: not in the run.
  await loadFfmpeg('record videos');
  dataset = await createDataset();
  return true;
};
frames.onData = async (frame) => {
  const framerateHz = numberOf(frames.metadata['framerate']);
  // The shape is known with the first frame.
  video ??= await RecordedVideo.create(dataset!, frame, {
    fileName: sourceName() ?? link.moduleName,
    sourceName: sourceName() ?? own.sources['frames']?.name ?? link.moduleName,
    recorderName: link.moduleName,
    codec: settings.codec,
    ...(sliceUsec === undefined ? {} : { sliceUsec }),
    ...(framerateHz !== undefined && framerateHz > 0 ? { framerateHz } : {}),
    ...(settings.threads === 0 ? {} : { threads: settings.threads }),
  });
  await video.write(frame);
};
link.onStop = async () => {
  const last = video;
  video = undefined;
  await last?.close();
};

function sliceUsecOf(text: string): number {
  const msec = parseDuration(text);
  if (msec !== undefined) return msec * 1000;
  throw new SyntalosError(
    'ERR_SYNTALOS_SETTING',
    `Cannot use setting "slice" of module "${own.id}": it is ${describeValue(text)}, allowed is ${DURATION_FORM}`,
    { details: { module: own.id } },
  );
}

async function createDataset(): Promise<EdlDataset> {
  return createStreamDataset(await link.createStorageGroup(GROUP), {
    name: settings.name,
    metadata: frames.metadata,
    moduleName: link.moduleName,
  });
}

/** What Syntalos says of the stream. The host of this package names sources elsewhere. */
function sourceName(): string | undefined {
  return textOf(frames.metadata['src_mod_name']);
}

await link.awaitDataForever();
