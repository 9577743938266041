/**
 * A disk that is full in the middle of a run: the file size limit of a shell stands in for it, since
 * the system refuses a write in the same way, and nobody has to be root.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'tap';
import { EdlCollection } from 'syntalos-mlink/edl';
import type { RunReport } from 'syntalos-mlink/host';

const CLI = fileURLToPath(new URL('../../../dist/bundle/cli.cjs', import.meta.url));

const PROJECT = `
[run]
duration = "20s"

[[modules]]
id = "cam"
use = "camera-synthetic"
settings = { width = 320, height = 240, fps = 100, noise = 15 }

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

test('a disk that becomes full ends the run with an error that names the file; the rest is readable', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'syntalos-full-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'project.toml'), PROJECT);

  // 512 blocks of 1 KiB: the video is the first to grow beyond it. The test runner's preloads would
  // take the signal that the system sends, which Node ignores, for a reason to end.
  const command = `unset NODE_OPTIONS; ulimit -f 512; exec "$0" "$1" run project.toml --out rec --report report.json --quiet`;
  const code = await new Promise((resolve) => {
    spawn('bash', ['-c', command, process.execPath, CLI], { cwd: folder, stdio: 'ignore' }).on(
      'close',
      resolve,
    );
  });

  t.equal(code, 1);
  const report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as RunReport;
  t.equal(report.verdict, 'INCOMPLETE');
  t.match(report.errors[0], { module: 'video', error: { message: /\.mkv/ } });
  const [name = ''] = readdirSync(join(folder, 'rec'));
  const recording = await EdlCollection.open(join(folder, 'rec', name));
  t.equal(recording.attributes['success'], false);
  const table = recording.datasets.find((dataset) => dataset.name === 'truth');
  const { path } = (await table?.dataFile?.parts[0]?.locate()) ?? { path: '' };
  t.ok(readFileSync(path, 'utf8').split('\n').length > 2, 'rows that were recorded are there');
});
