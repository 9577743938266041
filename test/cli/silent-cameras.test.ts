/** Cameras that say nothing any more each wait in a thread of libuv, which writes files, too. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'tap';
import { EdlCollection, parseCsv, type EdlDataset } from 'syntalos-mlink/edl';
import type { RunReport } from 'syntalos-mlink/host';
import { VideoWriter } from '#src/video/index';
import { Frame } from '#src/types/index';

const CLI = fileURLToPath(new URL('../../../dist/bundle/cli.cjs', import.meta.url));
const CAMERAS = 6;

async function videoOf(path: string): Promise<Buffer> {
  {
    await using writer = await VideoWriter.create(path, Frame.create({ width: 32, height: 16 }), {
      framerateHz: 100,
    });
    for (let index = 0; index < 200; index++) {
      await writer.write(Frame.create({ width: 32, height: 16, timeUsec: index * 10_000 }));
    }
  }
  return readFileSync(path);
}

test('six cameras that fall silent keep no recorder from the disk', async (t) => {
  const folder = t.testdir();
  const bytes = await videoOf(join(folder, 'stream.mkv'));
  const server = createServer((_, response) => void response.write(bytes));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const cameras = Array.from(
    { length: CAMERAS },
    (_, i) => `[[modules]]
id = "cam${i}"
use = "camera"
settings = { input = "${url}", on_stall = "wait", stall_sec = 0.2 }

[[modules]]
id = "sink${i}"
use = "monitor"

[[connections]]
from = "cam${i}:frames"
to = "sink${i}:in"
`,
  );
  const project = `[run]
duration = "3s"

[[modules]]
id = "world"
use = "camera-synthetic"
settings = { width = 32, height = 32, animal_length = 8, fps = 100 }

[[modules]]
id = "truth"
use = "table-recorder"

[[connections]]
from = "world:truth"
to = "truth:rows"

${cameras.join('\n')}`;
  writeFileSync(join(folder, 'project.toml'), project);
  const command = ['run', 'project.toml', '--out', 'rec', '--report', 'report.json', '--quiet'];
  const child = spawn(process.execPath, [CLI, ...command], {
    timeout: 60_000,
    cwd: folder,
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: 'ignore',
  });
  await once(child, 'close');
  server.closeAllConnections();
  server.close();
  const report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as RunReport;
  t.not(report.verdict, 'INCOMPLETE', report.reasons.join('\n'));
  t.equal(
    report.modules.filter(({ id, figures }) => id.startsWith('cam') && figures['stalls']?.value === 1).length,
    CAMERAS,
    'each was silent',
  );
  const recording = await EdlCollection.open(report.outFolder!);
  const table = recording.find('truth') as EdlDataset;
  const rowCount = parseCsv(readFileSync(table.dataFile!.parts[0]!.path)).length - 1;
  const read = report.ports.flatMap((port) =>
    port.module === 'truth' && port.direction === 'input' ? [port.read] : [],
  );
  t.strictSame([rowCount], read);
});
