/**
 * How late `scheduleDelayedCall` fires in a module of a run, beside a bare `setTimeout` in the same
 * thread. Both threads are idle otherwise.
 *
 * @module
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createProject, startProject } from 'syntalos-mlink/host';
import { compareLatencies, type Bench } from '../harness.ts';

interface Measured {
  readonly ours: readonly number[];
  readonly theirs: readonly number[];
  readonly runs: number;
}

export const run: Bench = async () => {
  const outFolder = mkdtempSync(join(tmpdir(), 'delayed-call-bench-'));
  const program = fileURLToPath(new URL('./delayed-call.module.js', import.meta.url));
  const project = createProject({ modules: [{ id: 'module', use: program }], connections: [] });
  try {
    const { ours, theirs, runs } = await new Promise<Measured>((resolve, reject) => {
      const onLog = ({ text }: { readonly text: string }): void => {
        if (!text.startsWith('{')) return;
        started.then((running) => running.stop('it is measured'), reject);
        resolve(JSON.parse(text) as Measured);
      };
      const started = startProject(project, { outFolder, onLog });
      started
        .then((running) => running.done)
        .then(
          (report) => reject(new Error(`the run ended without figures: ${report.reasons.join('; ')}`)),
          reject,
        );
    });
    const names = { bench: 'delayed-call', subject: 'lateness', peer: 'bare setTimeout' };
    return [compareLatencies({ ...names, runs }, ours, theirs)];
  } finally {
    rmSync(outFolder, { recursive: true, force: true });
  }
};
