/**
 * The command `run`.
 *
 * @module
 */
import { loadProject, parseOverride, type Project } from '../host/project/index.ts';
import type { ExitCode } from './exit-codes.ts';
import { runProjectForUser, type RunProjectOptions } from './run-project.ts';
import type { CliWorld } from './world.ts';

/** Options of `run`. */
export interface RunCommandOptions extends RunProjectOptions {
  /** Path of the project. */
  readonly project: string;
  /** Arguments of `--set`, in their order. */
  readonly set: readonly string[];
  /** Runs it again whenever one of its files is saved. */
  readonly watch?: boolean;
}

/** `syntalos-mlink run`. */
export async function runCommand(options: RunCommandOptions, world: CliWorld): Promise<ExitCode> {
  const load = (): Promise<Project> =>
    loadProject(options.project, {
      overrides: options.set.map(parseOverride),
      workingFolder: world.workingFolder,
      onWarning: (text) => world.stderr.write(`warning: ${text}\n`),
    });
  if (options.watch === true) {
    const { watchProject } = await import('./watch/watch-project.ts');
    return watchProject(load, options, world);
  }
  return runProjectForUser(await load(), options, world);
}
