/**
 * Runs a project for a user at a terminal: display, keys, report, summary.
 *
 * @module
 */
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { styleText } from 'node:util';
import { messageOf } from '../errors.ts';
import type { Project, ProjectRun, RunOptions, RunReport } from '../host/index.ts';
import { EXIT_CODES, type ExitCode } from './exit-codes.ts';
import { createRunDisplay, type RunDisplay } from './run-display.ts';
import { KEY_HELP, UserControl, takesKeys, type UserIntent } from './user-control.ts';
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
  readonly connect?: NonNullable<RunOptions['connect']>;
}

/** After it was killed, a run may take this long to tell how it ended. */
const KILL_GRACE_MSEC = 2000;

/**
 * Two signals within this time are one key press: a terminal signals every process of the
 * command, and npm, being one of them, passes it on to us once more.
 */
const ONE_PRESS_MSEC = 120;

/**
 * Runs a project to its end.
 *
 * @returns the exit code of the process
 * @throws SyntalosError where the run could not begin
 */
export async function runProjectForUser(
  project: Project,
  options: RunProjectOptions,
  world: CliWorld,
): Promise<ExitCode> {
  const keyHelp = takesKeys(world) ? KEY_HELP : 'Ctrl-C stops and saves, twice quits at once';
  const display = createRunDisplay(world.stderr, { quiet: options.quiet, keyHelp });
  const conductor = new Conductor(display, world);
  const control = new UserControl(world, (intent) => conductor.obey(intent));
  const restore = (): void => {
    control.close();
    display.close();
  };
  // Whatever ends the process, the terminal is usable after it.
  world.signals.on('exit', restore);
  try {
    const ended = conduct(project, options, world, conductor);
    // The run's own promise may never settle after a kill; the user does not wait for it.
    ended.catch(() => undefined);
    const report = await Promise.race([ended, conductor.quit]);
    restore();
    if (report !== undefined) await present(report, options, world);
    if (conductor.hasQuit) return EXIT_CODES.interrupted;
    return report?.verdict === 'COMPLETE' ? EXIT_CODES.ok : EXIT_CODES.failed;
  } finally {
    restore();
    world.signals.off('exit', restore);
  }
}

async function conduct(
  project: Project,
  options: RunProjectOptions,
  world: CliWorld,
  conductor: Conductor,
): Promise<RunReport> {
  const startProject = await world.loadEngine();
  const run = await startProject(project, {
    outFolder: resolve(world.workingFolder, options.out ?? project.run.out),
    ...(options.durationMsec === undefined ? {} : { durationMsec: options.durationMsec }),
    ...(options.connect === undefined ? {} : { connect: options.connect }),
    onLog: (line) => conductor.display.log(line),
  });
  conductor.take(run);
  return run.done;
}

/** Passes what the user wants to the run, as soon as there is one. */
class Conductor {
  readonly display: RunDisplay;
  /** Settles some time after the user has quit, whether the run has ended or not. */
  readonly quit: Promise<undefined>;
  readonly #resolveQuit: () => void;
  readonly #world: Pick<CliWorld, 'now'>;
  #run: ProjectRun | undefined;
  #stoppedAtMsec = 0;
  #stopBy: string | undefined;
  #hasQuit = false;

  constructor(display: RunDisplay, world: Pick<CliWorld, 'now'>) {
    this.display = display;
    this.#world = world;
    let resolveQuit: (value: undefined) => void = () => undefined;
    this.quit = new Promise((resolve) => {
      resolveQuit = resolve;
    });
    this.#resolveQuit = () => resolveQuit(undefined);
  }

  get hasQuit(): boolean {
    return this.#hasQuit;
  }

  take(run: ProjectRun): void {
    this.#run = run;
    this.display.follow(run);
    if (this.#hasQuit) run.kill();
    else if (this.#stopBy !== undefined) run.stop(stopReason(this.#stopBy));
  }

  obey(intent: UserIntent): void {
    switch (intent.kind) {
      case 'stop':
        this.#stop(intent.by);
        return;
      case 'show-settings':
        this.#show('settings', this.#run?.showSettings());
        return;
      case 'show-display':
        this.#show('display', this.#run?.showDisplay());
        return;
    }
  }

  #stop(by: string): void {
    if (this.#hasQuit) return;
    if (this.#stopBy === undefined) {
      this.#stopBy = by;
      this.#stoppedAtMsec = this.#world.now();
      this.display.say('Stopping and saving … (Ctrl-C again quits at once: what is not saved is lost)');
      this.#run?.stop(stopReason(by));
      return;
    }
    if (by === 'key q' || this.#world.now() - this.#stoppedAtMsec < ONE_PRESS_MSEC) return;
    this.#hasQuit = true;
    this.display.say('Quitting …');
    this.#run?.kill();
    // Where modules are still being loaded there is nothing to save, and nothing to wait for.
    const grace = this.#run === undefined ? 0 : KILL_GRACE_MSEC;
    void delay(grace).then(this.#resolveQuit);
  }

  #show(what: string, shown: Promise<void> | undefined): void {
    shown?.catch((error: unknown) => {
      this.display.log({
        level: 'warning',
        text: `Cannot show the ${what} of all modules: ${messageOf(error)}`,
      });
    });
  }
}

function stopReason(by: string): string {
  return `the user stopped it (${by})`;
}

async function present(report: RunReport, options: RunProjectOptions, world: CliWorld): Promise<void> {
  const { summarize, writeReport } = await import('../host/report/index.ts');
  if (options.json) world.stdout.write(`${JSON.stringify(report)}\n`);
  else {
    const summary = summarize(report, { workingFolder: world.workingFolder });
    // On a terminal, a blank line parts it from the log.
    const gap = world.stdout.isTTY === true ? '\n' : '';
    const inColor = world.stdout.hasColors?.() === true;
    world.stdout.write(`${gap}${inColor ? colorVerdict(summary) : summary}\n`);
  }
  if (options.report !== undefined) await writeReport(report, resolve(world.workingFolder, options.report));
}

function colorVerdict(summary: string): string {
  return summary.replace(/^(IN)?COMPLETE/, (verdict) =>
    styleText(['bold', verdict === 'COMPLETE' ? 'green' : 'red'], verdict),
  );
}
