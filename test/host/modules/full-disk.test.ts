import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'tap';
import { openRecording } from 'syntalos-mlink/recording';
import { runModules } from './support/run-modules.js';

const SOURCE = new URL('./fixtures/noise-source.js', import.meta.url).href;
const DISK_MEBIBYTES = 3;

interface Recorder {
  readonly use: string;
  readonly connection: string;
  /** What the error calls its file. */
  readonly file: RegExp;
  readonly items: (recording: Awaited<ReturnType<typeof openRecording>>) => AsyncIterable<unknown>;
}

const RECORDERS: readonly Recorder[] = [
  {
    use: 'signal-recorder',
    connection: 'source:signals > rec:signals',
    file: /Cannot write Zarr store ".*\/rec\.zarr"/,
    items: (recording) => recording.signals('rec'),
  },
  {
    use: 'json-recorder',
    connection: 'source:signals > rec:data',
    file: /Cannot write .*"[^"]*\/rec\/data\.json\.zst"/,
    items: (recording) => recording.signals('rec'),
  },
  {
    use: 'table-recorder',
    connection: 'source:rows > rec:rows',
    file: /Cannot write table ".*\/rec\/table\.csv"/,
    items: (recording) => recording.rows('rec'),
  },
  {
    use: 'video-recorder',
    connection: 'source:frames > rec:frames',
    file: /Cannot write .*"[^"]*\/rec\/[^"]*\.(mkv|tsync)"/,
    items: (recording) => recording.frames('rec'),
  },
];

/** A small disk of its own. */
function mountDisk(): { readonly folder: string } & Disposable {
  const folder = mkdtempSync(join(tmpdir(), 'syntalos-full-'));
  try {
    const options = `size=${DISK_MEBIBYTES}m`;
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'pipe' });
  } catch (error) {
    rmdirSync(folder);
    throw error;
  }
  return {
    folder,
    [Symbol.dispose]() {
      execFileSync('umount', ['-l', folder]);
      rmdirSync(folder);
    },
  };
}

/** Why there are no small disks here; `false` if there are. */
function missingDisk(): string | false {
  try {
    mountDisk()[Symbol.dispose]();
    return false;
  } catch (error) {
    return `a small disk cannot be mounted, which takes root: ${String(error)}`;
  }
}

const missing = missingDisk();
if (missing !== false) process.stderr.write(`Full disks are not tested here: ${missing}\n`);

for (const { use, connection, file, items } of RECORDERS) {
  const name = `${use} on a full disk: an error that names the file, and what was written is read`;
  test(name, { skip: missing }, async (t) => {
    using disk = mountDisk();
    const { report } = await runModules({
      folder: disk.folder,
      modules: [
        { id: 'source', use: SOURCE },
        { id: 'rec', use },
      ],
      connections: [connection],
    });
    t.equal(report.verdict, 'INCOMPLETE');
    t.match(report.reasons[0], file);
    t.match(report.reasons[0], /ENOSPC|No space left on device/);
    const recording = await openRecording(report.outFolder!);
    let count = 0;
    try {
      for await (const item of items(recording)) {
        if (item !== undefined) count++;
      }
    } catch (error) {
      // What breaks off is said, after all that is there.
      t.match(error, { code: /^ERR_SYNTALOS_/ });
    }
    t.ok(count > 5, `${count} items are read`);
  });
}
