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
import type { LiveView, LiveViewOptions } from './live-view.ts';
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

/** Who acts on what the user wants at the moment: the conductor of the run that goes on. */
export interface Stage {
  conductor?: Conductor;
}

/** What a run is shown on. */
export interface RunPlace {
  readonly view: LiveView | undefined;
  readonly stage: Stage;
  /** When it aborts, another run is to follow at once; its reason is a text. */
  readonly replaced?: AbortSignal;
}

/** How a run went, for the command. */
export interface RunOutcome {
  readonly exitCode: ExitCode;
  /** Whether the user at the terminal wanted it to end. */
  readonly isStopped: boolean;
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
  const stage: Stage = {};
  // Read while the thread of the page starts; where it fails, the run says so.
  world.loadEngine().catch(() => undefined);
  const view = await openView(project.file, options, world, stage);
  try {
    return (await runOnce(project, options, world, { view, stage })).exitCode;
  } finally {
    await view?.close();
  }
}

/**
 * One run, with its display, the user's keys and the summary; not that of a run that is replaced.
 *
 * @throws SyntalosError - when the run could not begin
 */
export async function runOnce(
  project: Project,
  options: RunProjectOptions,
  world: CliWorld,
  { view, stage, replaced }: RunPlace,
): Promise<RunOutcome> {
  const keyHelp = takesKeys(world) ? KEY_HELP : 'Ctrl-C stops and saves, twice quits at once';
  const display = createRunDisplay(world.stderr, { quiet: options.quiet, keyHelp });
  const conductor = new Conductor(display, world);
  stage.conductor = conductor;
  const control = new UserControl(world, (intent) => conductor.obey(intent));
  const restore = (): void => {
    control.close();
    display.close();
  };
  const replace = (): void => conductor.replace(String(replaced?.reason));
  // Whatever ends the process, the terminal is usable after it.
  world.signals.on('exit', restore);
  replaced?.addEventListener('abort', replace);
  try {
    const ended = conduct(project, options, world, { conductor, view });
    // The run's own promise may never settle after a kill; the user does not wait for it.
    ended.catch(() => undefined);
    const report = await Promise.race([ended, conductor.quit]);
    restore();
    if (report !== undefined && replaced?.aborted !== true) {
      await present(report, options, world, { project, view });
    }
    return { exitCode: exitCodeOf(report, conductor, options), isStopped: conductor.isStopped };
  } finally {
    restore();
    replaced?.removeEventListener('abort', replace);
    world.signals.off('exit', restore);
  }
}

function exitCodeOf(
  report: RunReport | undefined,
  { hasQuit }: Conductor,
  { strict }: RunProjectOptions,
): ExitCode {
  if (hasQuit) return EXIT_CODES.interrupted;
  return report === undefined ? EXIT_CODES.failed : exitCodeOfReport(report, strict);
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

/** The page that was asked for. Only here: a run without a page loads nothing of it. */
export async function openView(
  projectFile: string | undefined,
  { view }: RunProjectOptions,
  world: CliWorld,
  stage: Stage,
): Promise<LiveView | undefined> {
  if (view === undefined) return undefined;
  const { LiveView } = await import('./live-view.ts');
  return LiveView.start(projectFile, view, {
    world,
    onStop: () => stage.conductor?.obey({ kind: 'stop', by: 'the page' }),
    onFailure: (message) => stage.conductor?.display.log({ level: 'warning', text: message }),
  });
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
