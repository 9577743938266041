/**
 * Built-in module `replay`: plays the streams of a recording into output ports, one for each.
 *
 * Videos give frames with the numbers and times of their tsync files, tables give their rows, and
 * tsync files that belong to no video give a row for each entry. `portIdsOf` says how ports are
 * named. Items come in the order of their times, whatever stream they are of: each at its time, or as
 * fast as the consumers take them. A stream that cannot be opened is left out with a line; one that
 * fails while it is played is an error of the run, after the others were played to their ends.
 *
 * @module
 */
import { isRunning, raiseError, timeSinceStartMsec, warnHost, type OutputPort } from '../../../api/index.ts';
import { initLink } from '../../../program/index.ts';
import { EdlCollection } from '../../../edl/index.ts';
import { SyntalosError, messageOf } from '../../../errors.ts';
import {
  findStreams,
  openStream,
  spanOf,
  type RecordedItem,
  type RecordedStream,
} from '../../../formats/index.ts';
import { BackgroundWork } from '../background-work.ts';
import { ownSettings } from '../own-settings.ts';
import { closeAll, playRounds } from './play-rounds.ts';
import { readReplaySettings, selectStreams } from './replay-settings.ts';
import { untilUsec } from '../until-usec.ts';

/** How often the status message says how far the replay has come. */
const STATUS_MSEC = 500;

const settings = readReplaySettings(ownSettings());
// First: what is found wrong with the recording goes to the host over it.
const link = await initLink();
const recording = await EdlCollection.open(settings.recording, { onWarning: warnHost });
const sources = selectStreams(await findStreams(recording, warnHost), settings.streams);
if (sources.length === 0) {
  throw new SyntalosError(
    'ERR_SYNTALOS_EDL',
    `Cannot play "${settings.recording}": it holds nothing that replay can read`,
  );
}
const span = spanOf(recording);

const ports: OutputPort<RecordedItem, RecordedItem>[] = [];
for (const { portId, name, dataType } of sources) {
  // Each stream gives items of its own type.
  ports.push(
    (await link.registerOutputPort(portId, name, dataType)) as unknown as OutputPort<
      RecordedItem,
      RecordedItem
    >,
  );
}

const playing = new BackgroundWork();
let streams: readonly (RecordedStream | undefined)[] = [];

link.onPrepare = async () => {
  const failures: unknown[] = [];
  streams = await openAll((source, error) => {
    failures.push(error);
    warnHost(`Dataset "${source}" is not played: ${messageOf(error)}`);
  });
  if (streams.every((stream) => stream === undefined)) throw failures[0];
  for (const [i, stream] of streams.entries()) {
    if (stream !== undefined) ports[i]!.setMetadata(stream.metadata);
  }
  return true;
};
link.onStart = () => playing.start(play);
link.onStop = async () => {
  await playing.ended();
  await closeAll(streams);
  streams = [];
};

async function play(): Promise<void> {
  const { speed, from, to = Infinity, loop } = settings;
  const failures: string[] = [];
  let shownMsec = -Infinity;
  const items = playRounds(streams, {
    fromUsec: from,
    toUsec: to,
    isLoop: loop,
    openAll: async () => {
      streams = await openAll(() => undefined);
      return streams;
    },
    onFailure: (_stream, error) => void failures.push(messageOf(error)),
  });
  for await (const { stream, timeUsec, dueUsec, item } of items) {
    if (speed !== 'max') await untilUsec(dueUsec / speed);
    // What is submitted while the run stops would still be sent.
    if (!isRunning() || !(await ports[stream]!.submitAsync(item))) return;
    const nowMsec = timeSinceStartMsec();
    if (nowMsec - shownMsec < STATUS_MSEC) continue;
    shownMsec = nowMsec;
    link.setStatusMessage(progressText(timeUsec));
  }
  if (failures.length > 0) raiseError(failures.join('\n'));
  link.setStatusMessage('played to its end');
  await link.shutdown();
}

/** Opens all streams: `undefined` for one that cannot be. */
async function openAll(
  onFailure: (source: string, error: unknown) => void,
): Promise<readonly (RecordedStream | undefined)[]> {
  const opened: (RecordedStream | undefined)[] = [];
  for (const source of sources) {
    try {
      const { time_column: timeColumn, time_unit: timeUnit } = settings;
      opened.push(await openStream(source, { timeColumn, timeUnit, ...span, onWarning: warnHost }));
    } catch (error) {
      opened.push(undefined);
      onFailure(source.name, error);
    }
  }
  return opened;
}

function progressText(timeUsec: number): string {
  const { lengthUsec } = span;
  const total = lengthUsec === undefined ? ' s' : ` of ${(lengthUsec / 1e6).toFixed(1)} s`;
  return `at ${(timeUsec / 1e6).toFixed(1)}${total}`;
}

await link.awaitDataForever();
