/**
 * The command `run`.
 *
 * @module
 */
import { loadProject, parseOverride } from '../host/project/index.ts';
import type { ExitCode } from './exit-codes.ts';
import { runProjectForUser, type RunProjectOptions } from './run-project.ts';
import type { CliWorld } from './world.ts';

/** Options of `run`. */
export interface RunCommandOptions extends RunProjectOptions {
  /** Path of the project. */
  readonly project: string;
  /** Arguments of `--set`, in their order. */
  readonly set: readonly string[];
}

/** `syntalos-mlink run`. */
export async function runCommand(options: RunCommandOptions, world: CliWorld): Promise<ExitCode> {
  const project = await loadProject(options.project, {
    overrides: options.set.map(parseOverride),
    workingFolder: world.workingFolder,
    onWarning: (text) => world.stderr.write(`warning: ${text}\n`),
  });
  return runProjectForUser(project, options, world);
}
