/**
 * The command `replay`.
 *
 * @module
 */
import { basename, resolve } from 'node:path';
import { SyntalosError } from '../errors.ts';
import { createProject, type ProjectConnection } from '../host/project/index.ts';
import type { RegisteredPort } from '../host/index.ts';
import type { StreamSource } from '../host/modules/replay/index.ts';
import { dataTypeName } from '../types/index.ts';
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
const MODULE = 'module';

/**
 * `syntalos-mlink replay`: runs a project made for the recording. Each stream has a monitor; the
 * user's module, if any, gets those that fit its inputs.
 */
export async function replayCommand(options: ReplayCommandOptions, world: CliWorld): Promise<ExitCode> {
  const speed = parseSpeed(options.speed);
  const recording = resolve(world.workingFolder, options.recording);
  const streams = await streamsOf(recording);
  const monitorOf = new Map(streams.map((stream, i) => [stream, `monitor-${i + 1}`]));
  const project = createProject(
    {
      name: `replay-${basename(recording)}`,
      modules: [
        { id: SOURCE, use: 'replay', name: 'Recording', settings: { recording, speed } },
        ...(options.module === undefined
          ? []
          : [{ id: MODULE, use: resolve(world.workingFolder, options.module), name: 'Module' }]),
        ...[...monitorOf].map(([{ portId, dataType }, id]) => ({
          id,
          use: 'monitor',
          name: portId,
          settings: { type: dataTypeName(dataType) },
        })),
      ],
      connections: [...monitorOf].map(([{ portId }, id]) => ({
        from: `${SOURCE}:${portId}`,
        to: `${id}:in`,
      })),
    },
    world.workingFolder,
  );
  return runProjectForUser(project, { ...options, connect: connectStreams }, world);
}

/** The streams that the module `replay` will have; it reports itself what it leaves out and why. */
async function streamsOf(recording: string): Promise<readonly StreamSource[]> {
  const [{ EdlCollection }, { findStreams }] = await Promise.all([
    import('../edl/index.ts'),
    import('../host/modules/replay/index.ts'),
  ]);
  return findStreams(await EdlCollection.open(recording), () => undefined);
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
 * Connects each input of the user's module to a stream of the recording: to the one of the same
 * id; else, of those of its type that the module does not take yet, to the first.
 */
export function connectStreams(ports: readonly RegisteredPort[]): ProjectConnection[] {
  const free = ports.filter((port) => port.module === SOURCE && port.direction === 'output');
  const inputs = ports.filter((port) => port.module === MODULE && port.direction === 'input');
  const connections: ProjectConnection[] = [];
  const connect = (input: RegisteredPort, fits: (stream: RegisteredPort) => boolean): boolean => {
    const index = free.findIndex((stream) => stream.dataType === input.dataType && fits(stream));
    const [stream] = index < 0 ? [] : free.splice(index, 1);
    if (stream === undefined) return false;
    connections.push({
      from: { module: stream.module, port: stream.port },
      to: { module: input.module, port: input.port },
    });
    return true;
  };
  const others = inputs.filter((input) => !connect(input, (stream) => stream.port === input.port));
  for (const input of others) connect(input, () => true);
  if (connections.length === 0 && ports.some(({ module }) => module === MODULE)) {
    throw fitsNothing(ports);
  }
  return connections;
}

function fitsNothing(ports: readonly RegisteredPort[]): SyntalosError {
  const list = (module: string, direction: RegisteredPort['direction']): string =>
    ports
      .filter((port) => port.module === module && port.direction === direction)
      .map(({ port, dataType }) => `${port} (${dataType})`)
      .join(', ');
  const inputs = list(MODULE, 'input');
  const streams = list(SOURCE, 'output');
  return new SyntalosError(
    'ERR_SYNTALOS_PORT',
    `Cannot play the recording into the module: ${
      inputs === '' ? 'it has no inputs' : `none of its inputs fits a stream; it has ${inputs}`
    }, the recording has ${streams === '' ? 'nothing that can be played' : streams}`,
  );
}
