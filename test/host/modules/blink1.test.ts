import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'tap';
import { EdlDataset, parseCsv, type EdlCollection } from 'syntalos-mlink/edl';
import { TsyncReader } from 'syntalos-mlink/timing';
import { findBlink1 } from './support/blink1.js';
import { runModules } from './support/run-modules.js';
import { isWhole } from '../../support/whole-run.ts';

const FRAME_LOG = new URL('./fixtures/frame-log.js', import.meta.url).href;

async function tableOf(recording: EdlCollection, name: string): Promise<string[][]> {
  return parseCsv(await readFile((recording.find(name) as EdlDataset).dataFile!.parts[0]!.path));
}

/** Index and time in µs of each entry; the files of this recording have ms. */
async function entriesOf(path: string): Promise<string[][]> {
  using reader = await TsyncReader.open(path);
  const { time1, time2 } = reader.readAll();
  return [...time1].map((index, i) => [String(index), String(Number(time2[i]) * 1000)]);
}

const blink1 = findBlink1() ?? '';
const skip = blink1 === '' && 'the recording blink1 is not on this machine';

test(
  'a recording of Syntalos 1 is replayed whole: every frame with its number and time, every row',
  { skip },
  async (t) => {
    const streams = ['tis-camera', 'generic-camera', 'events', 'miniscope', 'sync-clock'];
    const { report, recording, log } = await runModules({
      folder: t.testdir(),
      modules: [
        { id: 'source', use: 'replay', settings: { recording: blink1, speed: 'max', streams } },
        { id: 'tis', use: FRAME_LOG },
        { id: 'generic', use: FRAME_LOG },
        ...streams.map((id) => ({ id, use: 'table-recorder' })),
      ],
      connections: [
        'source:tis-camera > tis:frames',
        'source:generic-camera > generic:frames',
        'tis:rows > tis-camera:rows',
        'generic:rows > generic-camera:rows',
        'source:events > events:rows',
        'source:miniscope > miniscope:rows',
        'source:sync-clock > sync-clock:rows',
      ],
    });
    isWhole(t, report);

    for (const { id, frames, size } of [
      { id: 'tis-camera', frames: 3897, size: '128x112x3 u8' },
      { id: 'generic-camera', frames: 971, size: '160x160x3 u8' },
    ]) {
      const logged = (await tableOf(recording, id)).slice(1);
      t.equal(logged.length, frames, id);
      t.ok(logged.every((row) => row[2] === size));
      t.strictSame(
        logged.map((row) => row.slice(0, 2)),
        await entriesOf(join(blink1, 'videos', id, 'video_timestamps.tsync')),
      );
    }

    const original = async (path: string): Promise<string[][]> =>
      parseCsv(await readFile(join(blink1, path)));
    t.strictSame(await tableOf(recording, 'events'), await original('events/table.csv'));
    t.strictSame(await tableOf(recording, 'miniscope'), await original('miniscope/ctlvalue-changes.csv'));
    using pulses = await TsyncReader.open(join(blink1, 'sync-clock/time-pulses.tsync'));
    const { time1, time2 } = pulses.readAll();
    t.strictSame(await tableOf(recording, 'sync-clock'), [
      ['no', 'master-time_usec'],
      ...[...time1].map((number, i) => [String(number), String(time2[i])]),
    ]);
    t.match(
      log.join('\n'),
      /Video "videos\/miniscope" is played from "msslice_tiny2\.mkv".*"msslice\.mkv" is missing/,
    );
  },
);
