/**
 * What the benches of recorders share: one run of a source of signals into a recorder.
 *
 * @module
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createProject, runProject } from 'syntalos-mlink/host';
import type { SignalShape } from './signal-blocks.ts';
import { fixture } from './support.ts';

/** What a run took. */
export interface RecorderRun {
  /** Bytes that were received. */
  readonly bytes: number;
  /** From its first item to the end of its work, stop included. */
  readonly seconds: number;
  /** Of this process. */
  readonly cpuSeconds: number;
  readonly heldBackUsec: number;
}

/** @param sink - takes the signals in place of the recorder: a fixture */
export async function runRecorder(
  settings: SignalShape & { readonly seconds: number; readonly paced: boolean },
  sink?: string,
): Promise<RecorderRun> {
  const outFolder = mkdtempSync(join(tmpdir(), 'syntalos-bench-'));
  try {
    const project = createProject({
      modules: [
        { id: 'source', use: fixture('source-signals'), settings: { ...settings } },
        { id: 'rec', use: sink === undefined ? 'signal-recorder' : fixture(sink) },
      ],
      connections: [{ from: 'source:out', to: 'rec:signals' }],
    });
    const cpu = process.cpuUsage();
    const report = await runProject(project, { outFolder });
    const { user, system } = process.cpuUsage(cpu);
    if (report.verdict === 'INCOMPLETE')
      throw new Error(`the run is incomplete: ${report.reasons.join('; ')}`);
    const input = report.ports.find(({ direction }) => direction === 'input')!;
    const output = report.ports.find((port) => port.direction === 'output')!;
    return {
      bytes: input.bytes,
      seconds: report.durationMsec / 1000,
      cpuSeconds: (user + system) / 1e6,
      heldBackUsec: output.heldBack.totalUsec,
    };
  } finally {
    rmSync(outFolder, { recursive: true, force: true });
  }
}
