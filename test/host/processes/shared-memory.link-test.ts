/** Shared memory that is too small, or can't be written: an error that names it, and a recording that is saved. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'tap';
import { processModule, projectFolder } from '../../../support/process-modules.ts';
import { program } from './process-modules.ts';

const CLI = fileURLToPath(new URL('../../../../dist/bundle/cli.cjs', import.meta.url));

/** A mount of its own needs rights that not every machine gives. */
const canMount = spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/dev/shm']).status === 0;
const skip = canMount ? false : 'this user cannot mount (unshare -m)';

const PROJECT = `
[run]
duration = "20s"
[[modules]]
id = "big"
use = "camera-synthetic"
settings = { width = 4096, height = 4096, fps = 2 }
[[modules]]
id = "reader"
use = "process:reader"
[[modules]]
id = "small"
use = "camera-synthetic"
settings = { width = 64, height = 64, animal_length = 20, fps = 20 }
[[modules]]
id = "table"
use = "table-recorder"
[[connections]]
from = "big:frames"
to = "reader:in"
[[connections]]
from = "small:truth"
to = "table:rows"
`;

for (const { mount, what, expected } of [
  {
    what: 'too small for a frame',
    mount: 'mount -t tmpfs -o size=12m tmpfs /dev/shm',
    expected:
      /Cannot send 16777248 bytes on "[^"]+": shared memory "\/dev\/shm" has \d+\.\d MB of 12\.0 MB left/,
  },
  {
    what: 'too small for anything',
    mount: 'mount -t tmpfs -o size=1m tmpfs /dev/shm',
    expected: /Cannot create node "[^"]+": shared memory "\/dev\/shm" has .* of 1\.0 MB left, .*--shm-size/,
  },
  {
    what: 'read-only',
    mount: 'mount -t tmpfs tmpfs /dev/shm && mount -o remount,ro /dev/shm',
    expected: /Cannot create node "[^"]+": shared memory "\/dev\/shm" is read-only; mount it writable/,
  },
]) {
  test(`shared memory that is ${what} is named, and the recording is saved`, { skip }, (t) => {
    const folder = projectFolder(t);
    processModule(folder, 'reader', [process.execPath, program('frame-sink')]);
    writeFileSync(join(folder, 'project.toml'), PROJECT);
    const out = join(folder, 'out');
    const command = `${mount} && exec "$0" "$@"`;
    const { status, signal, stdout, stderr } = spawnSync(
      'unshare',
      ['-m', 'sh', '-c', command, process.execPath, CLI, 'run', join(folder, 'project.toml'), '--out', out],
      { encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: undefined } },
    );
    t.equal(signal, null);
    t.equal(status, 1, stdout + stderr);
    t.match(stdout + stderr, expected);
    const [recording = ''] = readdirSync(out);
    t.match(readFileSync(join(out, recording, 'attributes.toml'), 'utf8'), /success = false/);
    t.end();
  });
}
