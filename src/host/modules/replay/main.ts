/**
 * Built-in module `replay`: plays the streams of a recording into output ports, one for each.
 *
 * Videos give frames with the numbers and times of their tsync files, tables give their rows, and
 * tsync files that belong to no video give a row for each entry. `portIdsOf` says how ports are
 * named. Items come in the order of their times, whatever stream they are of: each at its time, or as
 * fast as the consumers take them.
 *
 * @module
 */
import { timeSinceStartMsec, warnHost, type OutputPortOf } from '../../../api/index.ts';
import { initLink } from '../../../program/index.ts';
import { EdlCollection } from '../../../edl/index.ts';
import { SyntalosError } from '../../../errors.ts';
import { DataType } from '../../../types/index.ts';
import { BackgroundWork } from '../background-work.ts';
import { ownSettings } from '../own-settings.ts';
import { findStreams } from './find-streams.ts';
import { mergeByTime } from './merge-by-time.ts';
import { openStream } from './open-stream.ts';
import type { RecordedStream } from './recorded-stream.ts';
import { readReplaySettings, selectStreams } from './replay-settings.ts';
import { untilUsec } from '../until-usec.ts';

/** How often the status message says how far the replay has come. */
const STATUS_MSEC = 500;

const settings = readReplaySettings(ownSettings());
// First: what is found wrong with the recording goes to the host over it.
const link = await initLink();
const recording = await EdlCollection.open(settings.recording);
const sources = selectStreams(await findStreams(recording, warnHost), settings.streams);
if (sources.length === 0) {
  throw new SyntalosError(
    'ERR_SYNTALOS_EDL',
    `Cannot play "${settings.recording}": it holds neither a video nor a table nor a tsync file that can be read`,
  );
}

const ports: OutputPortOf<typeof DataType.Frame | typeof DataType.TableRow>[] = [];
for (const { portId, name, kind } of sources) {
  const dataType = kind === 'video' ? DataType.Frame : DataType.TableRow;
  ports.push(await link.registerOutputPort(portId, name, dataType));
}

const playing = new BackgroundWork();
const streams: RecordedStream[] = [];

link.onPrepare = async () => {
  for (const [i, source] of sources.entries()) {
    const stream = await openStream(source, warnHost);
    streams.push(stream);
    ports[i]!.setMetadata(stream.metadata);
  }
  return true;
};
link.onStart = () => playing.start(play);
link.onStop = async () => {
  await playing.ended();
  await Promise.all(streams.splice(0).map((stream) => stream.close()));
};

async function play(): Promise<void> {
  const { speed } = settings;
  let shownMsec = -Infinity;
  for await (const { stream, timeUsec, item } of mergeByTime(streams.map((each) => each.items()))) {
    if (speed !== 'max') await untilUsec(timeUsec / speed);
    if (!(await ports[stream]!.submitAsync(item))) return;
    const nowMsec = timeSinceStartMsec();
    if (nowMsec - shownMsec < STATUS_MSEC) continue;
    shownMsec = nowMsec;
    link.setStatusMessage(progressText(timeUsec));
  }
  link.setStatusMessage('played to its end');
  await link.shutdown();
}

function progressText(timeUsec: number): string {
  const length = recording.attributes['recording_length_msec'];
  const total = typeof length === 'number' ? ` of ${(length / 1000).toFixed(1)} s` : ' s';
  return `at ${(timeUsec / 1e6).toFixed(1)}${total}`;
}

await link.awaitDataForever();
