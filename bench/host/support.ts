/**
 * What the host's benches share: running two fixtures against each other.
 *
 * @module
 */
import { rmSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createProject, runProject, type RunReport } from 'syntalos-mlink/host';
import type { Bench } from '../harness.ts';
import { compare } from '../harness.ts';
import { postMessagePeer } from '../peers/post-message.ts';

export function fixture(name: string): string {
  return fileURLToPath(new URL(`./fixtures/${name}.js`, import.meta.url));
}

/** Runs a source into a sink for a while and returns the report; throws if the run lost anything. */
export function runPair(
  source: string,
  sink: string,
  durationMsec: number,
  sinkSettings: Record<string, string> = {},
): Promise<RunReport> {
  return runProjectOf(
    {
      modules: [
        { id: 'a', use: fixture(source) },
        { id: 'b', use: fixture(sink), settings: sinkSettings },
      ],
      connections: [{ from: 'a:out', to: 'b:in' }],
    },
    durationMsec,
  );
}

/** Runs a project for a while and returns the report; throws if the run lost anything. */
export async function runProjectOf(
  description: Parameters<typeof createProject>[0],
  durationMsec: number,
): Promise<RunReport> {
  const outFolder = mkdtempSync(join(tmpdir(), 'syntalos-bench-'));
  try {
    const report = await runProject(createProject(description), { outFolder, durationMsec });
    if (report.verdict !== 'COMPLETE')
      throw new Error(`the run is ${report.verdict}: ${report.reasons.join('; ')}`);
    return report;
  } finally {
    rmSync(outFolder, { recursive: true, force: true });
  }
}

/** How long each of 200 LineReadings a second took from submit to onData, in µs. */
export async function pairLatencies(
  durationMsec: number,
  waiting: 'event' | 'spin',
): Promise<readonly number[]> {
  const report = await runPair('source-paced', 'sink-latency', durationMsec, { waiting });
  const figure = report.modules.find(({ id }) => id === 'b')?.figures['latencies'];
  return JSON.parse(String(figure?.value)) as number[];
}

/** Items per second that the sink of a run has read. */
export async function pairRate(source: string, sink: string): Promise<number> {
  const report = await runPair(source, sink, 1500);
  const port = report.ports.find(({ direction }) => direction === 'input');
  if (port === undefined) throw new Error('the report has no input port');
  return port.itemsPerSec;
}

/** A bench of two modules as fast as they go against a structured clone of the same item. */
export function freeRateBench(
  bench: string,
  modules: { readonly source: string; readonly sink: string },
  peer: { readonly item: unknown; readonly count: number },
): Bench {
  return async () => [
    await compare({
      bench,
      subject: 'module A submit → module B onData',
      unit: 'items/s',
      ours: () => pairRate(modules.source, modules.sink),
      peer: postMessagePeer(peer.item, peer.count),
    }),
  ];
}
