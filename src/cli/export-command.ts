/**
 * The command `export`.
 *
 * @module
 */
import { basename, resolve } from 'node:path';
import { SyntalosError } from '../errors.ts';
import type {
  ExportOptions,
  ExportResult,
  ExportedStream,
  NwbSubject,
  Recording,
} from '../recording/index.ts';
import { NWB_SUBJECT_KEYS } from '../recording/nwb-subject.ts';
import { EXIT_CODES, type ExitCode } from './exit-codes.ts';
import { ExportProgressBar } from './export-progress-bar.ts';
import type { CliWorld } from './world.ts';

/** What recordings are exported to. */
export const EXPORT_FORMATS = ['csv', 'nwb', 'mp4'] as const;

/** One of {@link EXPORT_FORMATS}. */
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Options of `export`. */
export interface ExportCommandOptions {
  /** Folder of the recording. */
  readonly recording: string;
  readonly to: ExportFormat;
  /** Folder for tables or videos, or path of the NWB file; beside the working folder if left out. */
  readonly out?: string;
  /** Ids of streams, parted by commas; all if left out. */
  readonly streams?: string;
  /** Durations since the start of the recording, such as `1m30s`. */
  readonly from?: string;
  readonly toTime?: string;
  /** Where an NWB file has the frames of videos. */
  readonly videos?: 'linked' | 'stored';
  /** What an NWB file says of the subject, each as `key=value`. */
  readonly subject?: readonly string[];
}

/**
 * `syntalos-mlink export`: writes the streams of a recording as CSV tables, an NWB file or MP4 videos, and names what it
 * could not write.
 */
export async function exportCommand(options: ExportCommandOptions, world: CliWorld): Promise<ExitCode> {
  const { openRecording } = await import('../recording/index.ts');
  const range = await rangeOf(options);
  const recording = await openRecording(resolve(world.workingFolder, options.recording), {
    onWarning: (text) => world.stderr.write(`warning: ${text}\n`),
  });
  const bar = new ExportProgressBar(world.stderr, { ...range, lengthUsec: lengthOf(recording) });
  let result: ExportResult;
  try {
    result = await exportTo(
      recording,
      options,
      {
        ...(options.streams === undefined ? {} : { streams: idsOf(options.streams) }),
        ...(range.fromUsec === undefined && range.toUsec === undefined ? {} : { range }),
        onProgress: (progress) => bar.draw(progress),
      },
      world,
    );
  } finally {
    bar.close();
  }
  for (const file of result.files) world.stdout.write(`${fileLine(file)}\n`);
  for (const { stream, why } of result.leftOut) world.stderr.write(`"${stream}" is not exported: ${why}\n`);
  for (const { stream, why } of result.failed)
    world.stderr.write(`"${stream}" could not be exported: ${why}\n`);
  return result.failed.length === 0 ? EXIT_CODES.ok : EXIT_CODES.failed;
}

async function exportTo(
  recording: Recording,
  { to, out, recording: given, videos, subject }: ExportCommandOptions,
  options: ExportOptions,
  { workingFolder }: CliWorld,
): Promise<ExportResult> {
  const { exportCsv, exportMp4, exportNwb } = await import('../recording/index.ts');
  const name = basename(resolve(workingFolder, given));
  const target = (fallback: string): string => resolve(workingFolder, out ?? fallback);
  switch (to) {
    case 'csv':
      return exportCsv(recording, target(`${name}-csv`), options);
    case 'mp4':
      return exportMp4(recording, target(`${name}-mp4`), options);
    case 'nwb':
      return exportNwb(recording, target(`${name}.nwb`), {
        ...options,
        ...(videos === undefined ? {} : { videos }),
        ...(subject === undefined ? {} : { subject: subjectOf(subject) }),
      });
  }
}

function fileLine({ stream, path, items, note }: ExportedStream): string {
  return `${path}: ${stream}, ${items.toLocaleString('en')} items${note === undefined ? '' : `; ${note}`}`;
}

function subjectOf(texts: readonly string[]): NwbSubject {
  return Object.fromEntries(
    texts.map((text) => {
      const [key = '', ...value] = text.split('=');
      if ((NWB_SUBJECT_KEYS as readonly string[]).includes(key) && value.length > 0)
        return [key, value.join('=')];
      throw new SyntalosError(
        'ERR_SYNTALOS_INVALID_ARGUMENT',
        `Cannot use "--subject ${text}": it must be one of ${NWB_SUBJECT_KEYS.join(', ')}, "=" and what is known`,
      );
    }),
  );
}

function idsOf(text: string): readonly string[] {
  return text
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '');
}

function lengthOf({ attributes }: Recording): number | undefined {
  const msec = attributes['recording_length_msec'];
  return typeof msec === 'number' && msec > 0 ? msec * 1000 : undefined;
}

interface Range {
  readonly fromUsec?: number;
  readonly toUsec?: number;
}

async function rangeOf({ from, toTime }: ExportCommandOptions): Promise<Range> {
  const fromUsec = await timeOption('--from', from);
  const toUsec = await timeOption('--to-time', toTime);
  if (toUsec !== undefined && toUsec <= (fromUsec ?? 0)) {
    throw new SyntalosError(
      'ERR_SYNTALOS_INVALID_ARGUMENT',
      `Cannot use "--to-time ${toTime ?? ''}": it is not after "--from", ${(fromUsec ?? 0) / 1e6} s`,
    );
  }
  return {
    ...(fromUsec === undefined ? {} : { fromUsec }),
    ...(toUsec === undefined ? {} : { toUsec }),
  };
}

async function timeOption(flag: string, text: string | undefined): Promise<number | undefined> {
  if (text === undefined) return undefined;
  const { DURATION_FORM, parseTime } = await import('../host/project/index.ts');
  const msec = parseTime(text);
  if (msec !== undefined) return msec * 1000;
  throw new SyntalosError(
    'ERR_SYNTALOS_INVALID_ARGUMENT',
    `Cannot use "${flag} ${text}": it must be ${DURATION_FORM}`,
  );
}
