/**
 * The options that `run` and `replay` have in common.
 *
 * @module
 */
import type { Command } from 'commander';
import { SyntalosError } from '../errors.ts';
import type { LiveViewOptions } from './live-view.ts';

/** What commander hands over for these options. */
export interface RunFlags {
  readonly duration?: string;
  readonly out?: string;
  readonly report?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly strict?: boolean;
  readonly view?: boolean;
  readonly port?: string;
  readonly host?: string;
  readonly open?: boolean;
}

/** Adds them to a command. */
export function withRunOptions(command: Command): Command {
  return command
    .option('--duration <time>', 'stop after this time, such as 10s or 5min')
    .option('--out <folder>', 'folder that the recording is made in')
    .option('--report <file>', 'write the report of the run to a file, as JSON')
    .option('--json', 'write the report to stdout, as JSON, instead of a summary')
    .option('--strict', 'exit with 3 if every item arrived, but a source could not keep its times')
    .option('--quiet', 'show neither progress nor the log, only the summary')
    .option('--view', 'serve a page that shows the run while it goes on; its address is printed')
    .option(
      '--port <number>',
      'port of that page, 0 for any that is free; 8017 by default, or any if it is taken',
    )
    .option('--host <address>', 'address to serve it at; by default only this machine can reach it')
    .option('--open', 'open that page in the browser');
}

/**
 * What they mean.
 *
 * @throws ERR_SYNTALOS_INVALID_ARGUMENT - when a duration or a port is none
 */
export async function runOptionsOf(flags: RunFlags): Promise<{
  durationMsec?: number;
  out?: string;
  report?: string;
  json: boolean;
  quiet: boolean;
  strict: boolean;
  view?: LiveViewOptions;
}> {
  const { DURATION_FORM, parseDuration } = await import('../host/project/index.ts');
  const durationMsec = flags.duration === undefined ? undefined : parseDuration(flags.duration);
  if (flags.duration !== undefined && durationMsec === undefined) {
    throw new SyntalosError(
      'ERR_SYNTALOS_INVALID_ARGUMENT',
      `Cannot use "--duration ${flags.duration}": it must be ${DURATION_FORM}`,
    );
  }
  return {
    ...(durationMsec === undefined ? {} : { durationMsec }),
    ...(flags.out === undefined ? {} : { out: flags.out }),
    ...(flags.report === undefined ? {} : { report: flags.report }),
    json: flags.json === true,
    quiet: flags.quiet === true,
    strict: flags.strict === true,
    ...(await viewOptionsOf(flags)),
  };
}

/** Whether there will be a page: each of its options asks for it. */
export function isShown({ view, port, host, open }: RunFlags): boolean {
  return view === true || port !== undefined || host !== undefined || open === true;
}

async function viewOptionsOf(flags: RunFlags): Promise<{ view?: LiveViewOptions }> {
  if (!isShown(flags)) return {};
  const { port, host, open } = flags;
  const { parsePort } = await import('./live-view.ts');
  return {
    view: {
      ...(port === undefined ? {} : { port: parsePort(port) }),
      ...(host === undefined ? {} : { host }),
      open: open === true,
    },
  };
}
