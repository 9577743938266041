/**
 * The command `replay`.
 *
 * @module
 */
import { basename, resolve } from 'node:path';
import { SyntalosError } from '../errors.ts';
import { DURATION_FORM, createProject, parseTime, type ProjectConnection } from '../host/project/index.ts';
import { type SettingValue } from '../settings/index.ts';
import type { RegisteredPort } from '../host/index.ts';
import type { StreamSource } from '../formats/index.ts';
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
  /** Streams to play, by the ids of their ports; all by default. */
  readonly streams?: readonly string[];
  /** Times of the recording between which it is played, such as `90s`; all of it by default. */
  readonly from?: string;
  readonly to?: string;
  /** Plays it again and again. */
  readonly loop?: boolean;
  /** Module program that gets the recording's streams. */
  readonly module?: string;
}

const SOURCE = 'source';
const MODULE = 'module';
/** Streams beyond these play without a monitor, which takes a thread: the live view shows their ports. */
const MAX_MONITORS = 12;

/**
 * `syntalos-mlink replay`: runs a project made for the recording. Each stream has a monitor; the
 * user's module, if any, gets those that fit its inputs.
 */
export async function replayCommand(options: ReplayCommandOptions, world: CliWorld): Promise<ExitCode> {
  const recording = resolve(world.workingFolder, options.recording);
  const settings = settingsOf(options, recording);
  const streams = await streamsOf(recording, options.streams ?? []);
  const monitorOf = new Map(streams.slice(0, MAX_MONITORS).map((stream, i) => [stream, `monitor-${i + 1}`]));
  const project = createProject(
    {
      name: `replay-${basename(recording)}`,
      modules: [
        { id: SOURCE, use: 'replay', name: 'Recording', settings },
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

/** Settings of the module `replay`. */
function settingsOf(
  options: ReplayCommandOptions,
  recording: string,
): Readonly<Record<string, SettingValue>> {
  const { streams = [], from, to, loop } = options;
  return {
    recording,
    speed: parseSpeed(options.speed),
    ...(streams.length === 0 ? {} : { streams }),
    ...(from === undefined ? {} : { from: checkTime('--from', from) }),
    ...(to === undefined ? {} : { to: checkTime('--to', to) }),
    ...(loop === true ? { loop } : {}),
  };
}

function checkTime(option: string, text: string): string {
  if (parseTime(text) !== undefined) return text;
  throw new SyntalosError(
    'ERR_SYNTALOS_INVALID_ARGUMENT',
    `Cannot use "${option} ${text}": it must be ${DURATION_FORM}`,
  );
}

/**
 * The streams that the module `replay` will have; it reports itself what it leaves out and why.
 *
 * @param wanted - ids of their ports; all if empty
 * @throws `ERR_SYNTALOS_SETTING` - when there is no stream of a wanted id
 */
async function streamsOf(recording: string, wanted: readonly string[]): Promise<readonly StreamSource[]> {
  const [{ EdlCollection }, { findStreams }, { selectStreams }] = await Promise.all([
    import('../edl/index.ts'),
    import('../formats/index.ts'),
    import('../host/modules/replay/index.ts'),
  ]);
  const onWarning = (): void => undefined;
  return selectStreams(
    await findStreams(await EdlCollection.open(recording, { onWarning }), onWarning),
    wanted,
  );
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
