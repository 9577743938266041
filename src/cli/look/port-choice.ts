/**
 * Which stream of a run is meant by `module:port`.
 *
 * @module
 */
import { SyntalosError } from '../../errors.ts';
import type { ViewConnection, ViewGraph, ViewOutput } from '../../view/index.ts';

/** A stream of a run. */
export interface ChosenStream {
  readonly output: ViewOutput;
  /** The connections that carry it: one if an input was named. */
  readonly connections: readonly ViewConnection[];
}

/**
 * Finds the stream of an output, or that which goes into an input.
 *
 * @returns undefined where modules have not registered their ports yet
 * @throws ERR_SYNTALOS_PORT - when there is no such port in the run
 */
export function chooseStream(graph: ViewGraph, port: string): ChosenStream | undefined {
  const into = graph.connections.filter(({ to }) => to === port);
  const id = into[0]?.from ?? port;
  const output = graph.outputs.find((candidate) => candidate.id === id);
  if (output !== undefined) {
    const connections = into.length > 0 ? into : graph.connections.filter(({ from }) => from === id);
    return { output, connections };
  }
  if (graph.outputs.length === 0) return undefined;
  throw new SyntalosError(
    'ERR_SYNTALOS_PORT',
    `Cannot find port "${port}" in the run: it has ${graph.outputs.map(({ id }) => `"${id}"`).join(', ')}`,
    { details: { port } },
  );
}
