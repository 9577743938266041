/**
 * A power cut in the middle of a run: of a disk in a file, what the system has written there by then is all that is left.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { test, type Test } from 'tap';
import { EdlCollection, parseCsv, type EdlDataset } from 'syntalos-mlink/edl';
import { TsyncReader } from 'syntalos-mlink/timing';
import { temporaryFolder } from '../host/engine/support.ts';

const CLI = fileURLToPath(new URL('../../../dist/bundle/cli.cjs', import.meta.url));

const PROJECT = `
[run]
duration = "30s"
subject = { id = "M-01" }
[[modules]]
id = "cam"
use = "camera-synthetic"
settings = { width = 64, height = 64, animal_length = 20, fps = 100 }
[[modules]]
id = "video"
use = "video-recorder"
[[modules]]
id = "truth"
use = "table-recorder"
[[connections]]
from = "cam:frames"
to = "video:frames"
[[connections]]
from = "cam:truth"
to = "truth:rows"
`;

/** What was received longer ago is on the disk: 1 s until it is looked at, and half a one of the recorders. */
const ON_DISK_AFTER_MSEC = 2_000;

function mount(image: string, folder: string): boolean {
  mkdirSync(folder);
  return spawnSync('mount', ['-o', 'loop', image, folder]).status === 0;
}

/** Disks in files need rights and devices that not every machine gives. */
const canMount = spawnSync('losetup', ['-f']).status === 0 && spawnSync('mkfs.ext4', ['-V']).status === 0;
const skip = canMount ? false : 'this user cannot mount a disk in a file (losetup, mkfs.ext4)';

/** Makes a disk in a file. */
function makeDisk(t: Test, folder: string): { readonly image: string; readonly path: string } {
  const image = join(folder, 'disk.img');
  writeFileSync(image, new Uint8Array(64 << 20));
  t.equal(spawnSync('mkfs.ext4', ['-q', image]).status, 0);
  const path = join(folder, 'disk');
  t.ok(mount(image, path));
  t.teardown(() => void spawnSync('umount', [path]));
  return { image, path };
}

test(
  'what was received 2 s before the power is cut is on the disk, and the recording opens',
  { skip },
  async (t) => {
    const folder = temporaryFolder(t);
    const disk = makeDisk(t, folder);
    writeFileSync(join(folder, 'project.toml'), PROJECT);
    const child = spawn(process.execPath, [CLI, 'run', 'project.toml', '--out', join(disk.path, 'rec')], {
      cwd: folder,
      env: { ...process.env, NODE_OPTIONS: '' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const closed = once(child, 'close');
    let received = 0;
    for await (const line of createInterface(child.stderr)) {
      const [, seconds, rows] = /^Running +([\d.]+) s.* truth:rows (\d+)/.exec(line) ?? [];
      received = Number(rows);
      if (Number(seconds) >= 2) break;
    }
    await delay(ON_DISK_AFTER_MSEC);
    child.kill('SIGKILL');
    await closed;
    const left = join(folder, 'left.img');
    copyFileSync(disk.image, left);
    const path = join(folder, 'left');
    t.ok(mount(left, path));
    t.teardown(() => void spawnSync('umount', [path]));

    t.ok(received > 100, `${received} rows were received`);
    const recording = await EdlCollection.open(join(path, 'rec', readdirSync(join(path, 'rec'))[0]!));
    t.match(recording.attributes, { success: false, subject_id: 'M-01' });
    const table = recording.find('truth') as EdlDataset;
    const rows = parseCsv(readFileSync(table.dataFile!.parts[0]!.path)).length - 1;
    t.ok(rows >= received, `${rows} rows of ${received}`);
    const video = recording.find('videos/video') as EdlDataset;
    using times = await TsyncReader.open(video.auxFiles[0]!.parts[0]!.path);
    const { time1, tail } = times.recover();
    t.ok(time1.length + tail.time1.length >= received, `${time1.length} + ${tail.time1.length} times`);
  },
);
