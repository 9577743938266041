/**
 * Built-in module `video-recorder`: records the frames that come to its input `frames`, losslessly,
 * with the time of each, in a dataset of the group `videos`.
 *
 * The dataset is named by setting `name`, else after the module that the frames come from, where
 * their metadata tell (`src_mod_name`), else after the recorder itself.
 *
 * @module
 */
import { initLink } from '../../../program/index.ts';
import type { EdlDataset } from '../../../edl/index.ts';
import { isSyntalosError } from '../../../errors.ts';
import { DataType } from '../../../types/index.ts';
import { integerSetting, readSettings, textSetting } from '../../project/index.ts';
import { loadFfmpeg } from '../../video/index.ts';
import { ownSettings } from '../own-settings.ts';
import { RecordedVideo } from './recorded-video.ts';

const GROUP = 'videos';

const own = ownSettings();
const settings = readSettings(own, {
  name: textSetting({ default: '' }),
  /** Threads of the encoder; 0: the machine's cores, at most 4. */
  threads: integerSetting({ default: 0, min: 0, max: 64 }),
});

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
  // The shape is known with the first frame.
  video ??= await RecordedVideo.create(dataset!, frame, {
    fileName: sourceName() ?? link.moduleName,
    sourceName: sourceName() ?? own.sources['frames']?.name ?? link.moduleName,
    recorderName: link.moduleName,
    ...numberOption('framerateHz', frames.metadata['framerate']),
    ...(settings.threads === 0 ? {} : { threads: settings.threads }),
  });
  await video.write(frame);
};
link.onStop = async () => {
  const last = video;
  video = undefined;
  await last?.close();
};

async function createDataset(): Promise<EdlDataset> {
  const group = await link.createStorageGroup(GROUP);
  if (settings.name !== '') return group.createDataset(settings.name);
  try {
    return await group.createDataset(sourceName() ?? link.moduleName);
  } catch (error) {
    // Another stream of the same source has the name: two recorders never share theirs.
    if (!isSyntalosError(error, 'ERR_SYNTALOS_EDL_EXISTS')) throw error;
    return group.createDataset(link.moduleName);
  }
}

/** What Syntalos says of the stream. The host of this package names sources elsewhere. */
function sourceName(): string | undefined {
  const name = frames.metadata['src_mod_name'];
  return typeof name === 'string' && name !== '' ? name : undefined;
}

function numberOption<K extends string>(key: K, value: unknown): { readonly [key in K]?: number } {
  return typeof value === 'number' && value > 0 ? ({ [key]: value } as { [key in K]: number }) : {};
}

await link.awaitDataForever();
