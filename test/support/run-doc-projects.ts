/**
 * A program: runs the projects that it is given, one after the other, and prints the report of each as a
 * line of JSON. A recording that a project of the module `replay` asks for is the one that was made last.
 */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { loadProject, runProject } from 'syntalos-mlink/host';

/** Long enough for some items on every port. */
const RUN_MSEC = 700;

let recorded = '';
for (const path of process.argv.slice(2)) {
  const isReplay = (await readFile(path, 'utf8')).includes('use = "replay"');
  const overrides = isReplay ? [{ key: 'recording.recording', value: recorded }] : [];
  const report = await runProject(await loadProject(path, { overrides }), {
    outFolder: join(dirname(path), 'recordings'),
    durationMsec: RUN_MSEC,
  });
  if (report.modules.some(({ use }) => use === 'video-recorder')) recorded = report.outFolder ?? '';
  process.stdout.write(`${JSON.stringify(report)}\n`);
}
