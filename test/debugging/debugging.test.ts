import { readFileSync } from 'node:fs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadProject, startProject } from 'syntalos-mlink/host';
import { test } from 'tap';
import { TestDebugger, type Breakpoint } from './debugger.ts';

const FIXTURES = fileURLToPath(new URL('../../../test/debugging/fixtures/', import.meta.url));

/** The line of a fixture that holds the comment `stop here: <place>`. */
function placeOf(file: string, place: string): Breakpoint {
  const lines = readFileSync(join(FIXTURES, file), 'utf8').split('\n');
  return { file, line: lines.findIndex((line) => line.includes(`stop here: ${place}`)) + 1 };
}

test('a debugger stops at a line of TypeScript in a module thread and in a worker of its analysis', async (t) => {
  const inModule = placeOf('watched.ts', 'module');
  const inWorker = placeOf('brightest.ts', 'worker');
  const outFolder = mkdtempSync(join(tmpdir(), 'debugging-'));
  t.teardown(() => rmSync(outFolder, { recursive: true, force: true }));
  const debug = new TestDebugger([inModule, inWorker]);
  await debug.open();
  t.teardown(() => debug.close());
  const project = await loadProject(join(FIXTURES, 'project.toml'));
  const run = await startProject(project, { outFolder });
  const deadline = Date.now() + 60_000;
  const isSeen = (at: Breakpoint): boolean =>
    debug.stops.some(({ file, line }) => file === at.file && line === at.line);
  while (!(isSeen(inModule) && isSeen(inWorker)) && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  run.stop('both places were seen');
  const report = await run.done;

  t.ok(isSeen(inModule), 'stopped in the module');
  t.ok(isSeen(inWorker), 'stopped in the worker');
  t.ok(
    debug.stops.find(({ file }) => file === 'brightest.ts')?.locals.includes('brightest'),
    'a local by its name',
  );
  t.same(report.errors, []);
});
