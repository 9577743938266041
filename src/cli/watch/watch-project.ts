/**
 * Runs a project again whenever one of its files is saved.
 *
 * @module
 */
import { existsSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { messageOf } from '../../errors.ts';
import type { Project } from '../../host/project/index.ts';
import { exitCodeOfError, type ExitCode } from '../exit-codes.ts';
import { describeFailure } from '../failure-text.ts';
import type { LiveView } from '../live-view.ts';
import { openView, runOnce, type RunProjectOptions, type Stage } from '../run-project.ts';
import { UserControl, takesKeys } from '../user-control.ts';
import type { CliWorld } from '../world.ts';
import { FileWatch } from './file-watch.ts';
import { watchedFilesOf } from './watched-files.ts';

/** Empties a terminal, with what has scrolled out of it. */
const CLEAR = '\u001b[H\u001b[2J\u001b[3J';

/** Options of a project that is watched. */
export interface WatchOptions extends RunProjectOptions {
  /** Path of the project. */
  readonly project: string;
}

/**
 * Runs a project, and again with each save of one of its files, until the user ends it. What is wrong with a file is
 * shown, and the next save tries again.
 *
 * @param load - reads the project as it is now
 * @returns the exit code of the last run
 */
export async function watchProject(
  load: () => Promise<Project>,
  options: WatchOptions,
  world: CliWorld,
): Promise<ExitCode> {
  const file = fileOf(resolve(world.workingFolder, options.project));
  const stage: Stage = {};
  const view = await openView(file, options, world, stage);
  let next = new AbortController();
  const watch = new FileWatch({
    onSave: (path) => next.abort(`${basename(path)} was saved`),
    onFailure: (error) => world.stderr.write(`warning: Cannot watch all files: ${messageOf(error)}\n`),
  });
  watch.set([file]);
  try {
    for (let run = 1; ; run++) {
      const replaced = next.signal;
      const round = { run, load, file, options, world, view, stage, watch, replaced };
      const { exitCode, isStopped } = await runRound(round);
      if (isStopped || (!replaced.aborted && !(await isSavedAgain(replaced, world)))) return exitCode;
      next = new AbortController();
      world.stderr.write(`${headOf(world)}${String(replaced.reason)}: run ${run + 1}\n`);
      view?.sayWhere(world);
    }
  } finally {
    await Promise.all([watch.close(), view?.close()]);
  }
}

interface Round {
  readonly load: () => Promise<Project>;
  /** The project's. */
  readonly file: string;
  readonly options: WatchOptions;
  readonly world: CliWorld;
  readonly view: LiveView | undefined;
  readonly stage: Stage;
  readonly watch: FileWatch;
  readonly replaced: AbortSignal;
}

async function runRound(round: Round): Promise<{ readonly exitCode: ExitCode; readonly isStopped: boolean }> {
  const { load, file, options, world, view, stage, watch, replaced } = round;
  try {
    const project = await load();
    // Reading the programs takes no time of the run, and a save meanwhile is seen as well.
    void watchedFilesOf(project).then((files) => watch.set([file, ...files]));
    return await runOnce(project, options, world, { view, stage, replaced });
  } catch (error) {
    const text = describeFailure(error);
    world.stderr.write(`${text}\n`);
    view?.begin({ name: basename(file) });
    view?.refuse(text.replace(/^error: /, ''));
    return { exitCode: exitCodeOfError(error), isStopped: false };
  }
}

/** Waits for a save; false if the user wants no more. */
async function isSavedAgain(saved: AbortSignal, world: CliWorld): Promise<boolean> {
  const control = { close: (): void => undefined };
  const restore = (): void => control.close();
  world.signals.on('exit', restore);
  try {
    return await new Promise<boolean>((settle) => {
      const keys = new UserControl(world, ({ kind }) => {
        if (kind === 'stop') settle(false);
      });
      control.close = () => keys.close();
      // Only now: who reads it may press Ctrl-C at once.
      world.stderr.write(`Waiting for a file to be saved … (${takesKeys(world) ? 'q' : 'Ctrl-C'} ends it)\n`);
      if (saved.aborted) settle(true);
      saved.addEventListener('abort', () => settle(true), { once: true });
    });
  } finally {
    restore();
    world.signals.off('exit', restore);
  }
}

function headOf({ stderr }: CliWorld): string {
  return stderr.isTTY === true ? CLEAR : '\n';
}

/** Of a folder, its project. */
function fileOf(path: string): string {
  return existsSync(path) && statSync(path).isDirectory() ? join(path, 'project.toml') : path;
}
