/**
 * Runs a project for a user at a terminal: display, keys, report, summary.
 *
 * @module
 */
import { resolve } from 'node:path';
import { styleText } from 'node:util';
import type { Project, RunOptions, RunReport } from '../host/index.ts';
import { summarize, writeReport } from '../host/report/index.ts';
import { RUN_GUIDE } from '../threads/index.ts';
import { Conductor } from './conductor.ts';
import { EXIT_CODES, exitCodeOfReport, type ExitCode } from './exit-codes.ts';
import type { LiveView, LiveViewListeners, LiveViewOptions } from './live-view.ts';
import { problemLines } from './problem-lines.ts';
import { createRunDisplay } from './run-display.ts';
import { KEY_HELP, UserControl, takesKeys } from './user-control.ts';
import type { CliWorld } from './world.ts';

/** What `run` and `replay` have in common. */
export interface RunProjectOptions {
  /** Folder for the recording, instead of the project's. */
  readonly out?: string;
  readonly durationMsec?: number;
  /** File for the report. */
  readonly report?: string;
  /** The report goes to stdout instead of the summary. */
  readonly json: boolean;
  /** Neither progress nor log. */
  readonly quiet: boolean;
  /** A run that was late has an exit code of its own. */
  readonly strict: boolean;
  /** Shows the run in a browser, too. */
  readonly view?: LiveViewOptions;
  readonly connect?: NonNullable<RunOptions['connect']>;
}

/**
 * Runs a project to its end.
 *
 * @returns the exit code of the process
 * @throws SyntalosError - when the run could not begin
 */
export async function runProjectForUser(
  project: Project,
  options: RunProjectOptions,
  world: CliWorld,
): Promise<ExitCode> {
  const conductors: Conductor[] = [];
  const view = await openView(project, options, world, {
    onStop: () => conductors.at(-1)?.obey({ kind: 'stop', by: 'the page' }),
    onFailure: (message) => conductors.at(-1)?.display.log({ level: 'warning', text: message }),
  });
  const keyHelp = takesKeys(world) ? KEY_HELP : 'Ctrl-C stops and saves, twice quits at once';
  const display = createRunDisplay(world.stderr, { quiet: options.quiet, keyHelp });
  const conductor = new Conductor(display, world);
  conductors.push(conductor);
  const control = new UserControl(world, (intent) => conductor.obey(intent));
  const restore = (): void => {
    control.close();
    display.close();
  };
  // Whatever ends the process, the terminal is usable after it.
  world.signals.on('exit', restore);
  try {
    const ended = conduct(project, options, world, { conductor, view });
    // The run's own promise may never settle after a kill; the user does not wait for it.
    ended.catch(() => undefined);
    const report = await Promise.race([ended, conductor.quit]);
    restore();
    if (report !== undefined) await present(report, options, world, { project, view });
    if (conductor.hasQuit) return EXIT_CODES.interrupted;
    return report === undefined ? EXIT_CODES.failed : exitCodeOfReport(report, options.strict);
  } finally {
    restore();
    world.signals.off('exit', restore);
    await view?.close();
  }
}

async function conduct(
  project: Project,
  options: RunProjectOptions,
  world: CliWorld,
  { conductor, view }: { readonly conductor: Conductor; readonly view: LiveView | undefined },
): Promise<RunReport> {
  view?.begin(project);
  const startProject = await world.loadEngine();
  const run = await startProject(project, {
    outFolder: resolve(world.workingFolder, options.out ?? project.run.out),
    ...(options.durationMsec === undefined ? {} : { durationMsec: options.durationMsec }),
    ...(options.connect === undefined ? {} : { connect: options.connect }),
    onLog: (line) => {
      conductor.display.log(line);
      view?.log(line);
    },
  });
  conductor.take(run);
  view?.follow(run);
  return run.done;
}

/** Only here: a run without a page loads nothing of it. */
async function openView(
  project: Project,
  { view }: RunProjectOptions,
  world: CliWorld,
  listeners: LiveViewListeners,
): Promise<LiveView | undefined> {
  if (view === undefined) return undefined;
  const { LiveView } = await import('./live-view.ts');
  return LiveView.start(project, view, { world, ...listeners });
}

async function present(
  report: RunReport,
  options: RunProjectOptions,
  world: CliWorld,
  { project, view }: { readonly project: Project; readonly view: LiveView | undefined },
): Promise<void> {
  view?.end(report, summarize(report, { workingFolder: world.workingFolder }));
  if (options.json) world.stdout.write(`${JSON.stringify(report)}\n`);
  else {
    const { columns } = world.stdout;
    const summary = summarize(report, {
      workingFolder: world.workingFolder,
      ...(columns === undefined ? {} : { columns }),
      guide: RUN_GUIDE,
      placedLines: (error) => problemLines(error, project),
    });
    // On a terminal, a blank line parts it from the log.
    const gap = world.stdout.isTTY === true ? '\n' : '';
    const inColor = world.stdout.hasColors?.() === true;
    world.stdout.write(`${gap}${inColor ? colorVerdict(summary) : summary}\n`);
  }
  if (options.report !== undefined) await writeReport(report, resolve(world.workingFolder, options.report));
}

const VERDICT_COLORS: Readonly<Record<string, 'green' | 'yellow'>> = {
  COMPLETE: 'green',
  'COMPLETE, LATE': 'yellow',
};

function colorVerdict(summary: string): string {
  return summary.replace(/^(INCOMPLETE|COMPLETE, LATE|COMPLETE)/, (verdict) =>
    styleText(['bold', VERDICT_COLORS[verdict] ?? 'red'], verdict),
  );
}
