/**
 * Exit codes of the command line.
 *
 * @module
 */
import { isSyntalosError, type SyntalosErrorCode } from '../errors.ts';
import type { RunReport } from '../host/index.ts';

/** What the process says to its caller: the one table of exit codes. */
export const EXIT_CODES = {
  /** The command did what it should; of a run: its report says COMPLETE, or LATE without `--strict`. */
  ok: 0,
  /** The run failed, or its report says INCOMPLETE. */
  failed: 1,
  /** The command line, the project or a setting is wrong: nothing was recorded. */
  usage: 2,
  /** With `--strict`: every item of the run arrived, but a source could not keep its times. */
  late: 3,
  /** The user quit without waiting for the end (Ctrl-C twice): 128 + SIGINT, as shells have it. */
  interrupted: 130,
} as const;

/** One of {@link EXIT_CODES}. */
export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];

/** Errors whose remedy lies with the command line, the project or its settings. */
const USAGE_ERRORS: ReadonlySet<string | undefined> = new Set<SyntalosErrorCode>([
  'ERR_SYNTALOS_INVALID_ARGUMENT',
  'ERR_SYNTALOS_PROJECT',
  'ERR_SYNTALOS_SETTING',
  'ERR_SYNTALOS_PORT',
  'ERR_SYNTALOS_PORT_TYPE_MISMATCH',
  // Before a run, the only EDL units touched are those of a recording to play.
  'ERR_SYNTALOS_EDL',
]);

/** The exit code of a command that threw. */
export function exitCodeOfError(error: unknown): ExitCode {
  return isSyntalosError(error) && USAGE_ERRORS.has(error.code) ? EXIT_CODES.usage : EXIT_CODES.failed;
}

/**
 * The exit code of a run that ended by itself or was stopped.
 *
 * @param isStrict - whether a run that was late counts as one that went wrong
 */
export function exitCodeOfReport(report: RunReport, isStrict: boolean): ExitCode {
  if (report.verdict === 'COMPLETE') return EXIT_CODES.ok;
  if (report.verdict === 'LATE') return isStrict ? EXIT_CODES.late : EXIT_CODES.ok;
  // Settings and ports are checked by the modules themselves, while they are loaded.
  const neverRan = report.durationMsec === 0 && report.errors.length > 0;
  return neverRan && report.errors.every(({ error }) => USAGE_ERRORS.has(error.code))
    ? EXIT_CODES.usage
    : EXIT_CODES.failed;
}
