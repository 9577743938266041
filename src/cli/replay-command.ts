import { resolve } from 'node:path';
import { SyntalosError } from '../errors.ts';
import { createProject, type ProjectConnection } from '../host/project/index.ts';
import type { RegisteredPort } from '../host/index.ts';
import type { ExitCode } from './exit-codes.ts';
import { runProjectForUser, type RunProjectOptions } from './run-project.ts';
import type { CliWorld } from './world.ts';

/** Options of `replay`. */
export interface ReplayCommandOptions extends RunProjectOptions {
  /** Folder of the recording. */
  readonly recording: string;
  /** `max`, or a factor on the recorded timing. */
  readonly speed: string;
  /** Module program that gets the recording's streams. */
  readonly module?: string;
}

const SOURCE = 'source';

/** `syntalos-mlink replay`: a project in memory, of the recording, the user's module and a monitor. */
export async function replayCommand(options: ReplayCommandOptions, world: CliWorld): Promise<ExitCode> {
  const { workingFolder } = world;
  const project = createProject(
    {
      name: 'replay',
      modules: [
        {
          id: SOURCE,
          use: 'replay',
          name: 'Recording',
          settings: {
            recording: resolve(workingFolder, options.recording),
            speed: parseSpeed(options.speed),
          },
        },
        ...(options.module === undefined
          ? []
          : [{ id: 'module', use: resolve(workingFolder, options.module), name: 'Module' }]),
        { id: 'monitor', use: 'monitor', name: 'Monitor' },
      ],
    },
    workingFolder,
  );
  return runProjectForUser(project, { ...options, connect: connectStreams }, world);
}

function parseSpeed(text: string): number | 'max' {
  if (text === 'max') return text;
  const speed = Number(text);
  if (text.trim() !== '' && Number.isFinite(speed) && speed > 0) return speed;
  throw new SyntalosError(
    'ERR_SYNTALOS_INVALID_ARGUMENT',
    `Cannot use "--speed ${text}": it must be max or a factor above 0, such as 1`,
  );
}

/**
 * Connects each input of the other modules to a stream of the recording: to the one of the same
 * id; else, of those of its type that its module does not take yet, to the first.
 */
export function connectStreams(ports: readonly RegisteredPort[]): ProjectConnection[] {
  const streams = ports.filter((port) => port.module === SOURCE && port.direction === 'output');
  const inputs = ports.filter((port) => port.module !== SOURCE && port.direction === 'input');
  const sourceOf = new Map<RegisteredPort, RegisteredPort>();
  for (const input of inputs) {
    const stream = streams.find(({ port, dataType }) => port === input.port && dataType === input.dataType);
    if (stream !== undefined) sourceOf.set(input, stream);
  }
  for (const input of inputs) {
    if (sourceOf.has(input)) continue;
    const taken = inputs.filter((other) => other.module === input.module).map((other) => sourceOf.get(other));
    const stream = streams.find(
      (candidate) => candidate.dataType === input.dataType && !taken.includes(candidate),
    );
    if (stream !== undefined) sourceOf.set(input, stream);
  }
  return [...sourceOf].map(([to, from]) => ({
    from: { module: from.module, port: from.port },
    to: { module: to.module, port: to.port },
  }));
}
