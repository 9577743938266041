/**
 * From the start of `npm start` to the first frame that the tracker of its project has analysed.
 *
 * @module
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compare, type Bench } from '../harness.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
/** What examples/tracker/tracker.ts prints then. */
const FIRST = 'first frame analysed';

export const run: Bench = async () => [
  await compare({
    bench: 'startup',
    subject: 'npm start → first frame analysed',
    unit: 'ms',
    ours: startUp,
    peer: {
      name: 'npm running node, which does nothing',
      measure: () => timeUntilEnd('npm', ['exec', '--', 'node', '-e', '0']),
    },
  }),
];

async function startUp(): Promise<number> {
  const outFolder = mkdtempSync(join(tmpdir(), 'syntalos-bench-'));
  try {
    return await new Promise((resolve, reject) => {
      const since = performance.now();
      const child = spawn('npm', ['start', '--', '--out', outFolder], { cwd: root, detached: true });
      let msec: number | undefined;
      let output = '';
      const look = (chunk: Buffer): void => {
        output += chunk.toString();
        if (msec !== undefined || !output.includes(FIRST)) return;
        msec = performance.now() - since;
        // The whole group: npm, its shell and the run.
        process.kill(-(child.pid ?? 0), 'SIGINT');
      };
      child.stdout.on('data', look);
      child.stderr.on('data', look);
      child.on('close', () => {
        if (msec === undefined) reject(new Error(`npm start did not print "${FIRST}":\n${output}`));
        else resolve(msec);
      });
    });
  } finally {
    rmSync(outFolder, { recursive: true, force: true });
  }
}

function timeUntilEnd(command: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve) => {
    const since = performance.now();
    spawn(command, args, { cwd: root, stdio: 'ignore' }).on('close', () =>
      resolve(performance.now() - since),
    );
  });
}
