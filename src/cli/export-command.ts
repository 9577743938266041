/**
 * The command `export`.
 *
 * @module
 */
import { basename, resolve } from 'node:path';
import { SyntalosError } from '../errors.ts';
import { EXIT_CODES, type ExitCode } from './exit-codes.ts';
import type { CliWorld } from './world.ts';

/** Options of `export`. */
export interface ExportCommandOptions {
  /** Folder of the recording. */
  readonly recording: string;
  /** Folder for the tables; beside the recording if left out. */
  readonly out?: string;
  /** Ids of streams, parted by commas; all if left out. */
  readonly streams?: string;
  /** Durations since the start of the recording, such as `1m30s`. */
  readonly from?: string;
  readonly toTime?: string;
}

/** `syntalos-mlink export`: writes the streams of a recording as CSV tables. */
export async function exportCommand(options: ExportCommandOptions, world: CliWorld): Promise<ExitCode> {
  const { exportCsv, openRecording } = await import('../recording/index.ts');
  const folder = resolve(world.workingFolder, options.recording);
  const out = resolve(world.workingFolder, options.out ?? `${basename(folder)}-csv`);
  const recording = await openRecording(folder, {
    onWarning: (text) => world.stderr.write(`warning: ${text}\n`),
  });
  const { tables, leftOut } = await exportCsv(recording, out, {
    ...(options.streams === undefined ? {} : { streams: options.streams.split(',').map((id) => id.trim()) }),
    range: {
      ...(await timeOption('fromUsec', '--from', options.from)),
      ...(await timeOption('toUsec', '--to-time', options.toTime)),
    },
    onProgress: (stream, timeUsec) => {
      if (world.stderr.isTTY === true) world.stderr.write(`\r${stream}: ${(timeUsec / 1e6).toFixed(1)} s  `);
    },
  });
  if (world.stderr.isTTY === true) world.stderr.write('\r');
  for (const { path, rows } of tables) world.stdout.write(`${path}: ${rows} rows\n`);
  for (const { stream, why } of leftOut) world.stderr.write(`Stream "${stream}" is not exported: ${why}\n`);
  return EXIT_CODES.ok;
}

async function timeOption<K extends string>(
  key: K,
  flag: string,
  text: string | undefined,
): Promise<{ readonly [key in K]?: number }> {
  if (text === undefined) return {};
  const { DURATION_FORM, parseDuration } = await import('../host/project/index.ts');
  const msec = text === '0' ? 0 : parseDuration(text);
  if (msec === undefined) {
    throw new SyntalosError(
      'ERR_SYNTALOS_INVALID_ARGUMENT',
      `Cannot use "${flag} ${text}": it must be ${DURATION_FORM}`,
    );
  }
  return { [key]: msec * 1000 } as { [key in K]: number };
}
