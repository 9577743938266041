/**
 * The command `info`.
 *
 * @module
 */
import { resolve } from 'node:path';
import type { RecordingInfo, RunInfo, StreamInfo } from '../recording/index.ts';
import { EXIT_CODES, type ExitCode } from './exit-codes.ts';
import type { CliWorld } from './world.ts';

/** Options of `info`. */
export interface InfoCommandOptions {
  /** Folder of the recording. */
  readonly recording: string;
  /** Writes JSON for programs instead of text. */
  readonly json: boolean;
}

/** `syntalos-mlink info`: shows what a recording holds, and what is wrong with it. */
export async function infoCommand(options: InfoCommandOptions, world: CliWorld): Promise<ExitCode> {
  const { recordingInfo } = await import('../recording/index.ts');
  const info = await recordingInfo(resolve(world.workingFolder, options.recording));
  world.stdout.write(options.json ? `${JSON.stringify(info, null, 2)}\n` : `${infoLines(info).join('\n')}\n`);
  return EXIT_CODES.ok;
}

/** What a recording holds, as lines of text. */
export function infoLines(info: RecordingInfo): readonly string[] {
  const { path, created, generator, lengthMsec, success, bytes, streams, problems } = info;
  const outcome = success === undefined ? 'cut short' : success ? 'a success' : 'not a success';
  return [
    path,
    `  ${[
      created,
      generator,
      lengthMsec === undefined ? undefined : secondsText(lengthMsec * 1000),
      bytesText(bytes),
      outcome,
    ]
      .filter((part) => part !== undefined)
      .join(' · ')}`,
    ...(info.run === undefined ? [] : runLines(info.run)),
    ...streams.flatMap(streamLines),
    ...(problems.length === 0
      ? []
      : ['', `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}:`]),
    ...problems.map((problem) => `  - ${problem}`),
  ];
}

function runLines({ verdict, reasons, synchronizers }: RunInfo): readonly string[] {
  return [
    ...(verdict === undefined ? [] : [`  ${verdict}`]),
    ...reasons.map((reason) => `    - ${reason}`),
    ...synchronizers.map(
      ({ module, id, calibrated, toleranceUsec, lastOffsetUsec }) =>
        `  synchronizer ${module}:${id} · ${calibrated ? 'calibrated' : 'not calibrated'} · tolerance ${toleranceUsec} µs${lastOffsetUsec === undefined ? '' : ` · last offset ${lastOffsetUsec} µs`}`,
    ),
  ];
}

function streamLines({ name, id, dataType, files, ...stream }: StreamInfo): readonly string[] {
  const head = [
    dataType ?? 'not played',
    id === undefined ? undefined : `stream ${id}`,
    bytesText(stream.bytes),
  ];
  return [
    '',
    `  ${name}`,
    `    ${[...head, ...extentTexts(stream)].filter((part) => part !== undefined).join(' · ')}`,
    ...files.map((file) => `    ${file.name}${file.bytes === undefined ? '  MISSING' : ''}`),
  ];
}

function extentTexts({
  items,
  firstUsec,
  lastUsec,
  rateHz,
  gaps = 0,
}: Pick<StreamInfo, 'items' | 'firstUsec' | 'lastUsec' | 'rateHz' | 'gaps'>): readonly (
  string | undefined
)[] {
  return [
    items === undefined ? undefined : `${items.toLocaleString('en')} items`,
    firstUsec === undefined || lastUsec === undefined
      ? undefined
      : `${secondsText(firstUsec)} to ${secondsText(lastUsec)}`,
    rateHz === undefined ? undefined : `${Number(rateHz.toPrecision(5))}/s`,
    gaps === 0 ? undefined : `${gaps} numbers missing`,
  ];
}

function secondsText(usec: number): string {
  return `${(usec / 1e6).toFixed(3)} s`;
}

function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]!}`;
}
