/**
 * The command `check`.
 *
 * @module
 */
import { formatPortRef, loadProject, parseOverride } from '../host/project/index.ts';
import { formatCount, formatTable } from '../host/report/index.ts';
import type { CliWorld } from './world.ts';

/** Options of `check`. */
export interface CheckCommandOptions {
  /** Path of the project. */
  readonly project: string;
  /** Arguments of `--set`, in their order. */
  readonly set: readonly string[];
  /** The project goes to stdout as JSON. */
  readonly json: boolean;
}

/**
 * `syntalos-mlink check`: says what a project consists of. Ports are known only to the modules
 * themselves, so those of a connection are checked when it runs.
 *
 * @throws `ERR_SYNTALOS_PROJECT` - when anything is wrong
 */
export async function checkCommand(options: CheckCommandOptions, world: CliWorld): Promise<void> {
  const project = await loadProject(options.project, {
    overrides: options.set.map(parseOverride),
    workingFolder: world.workingFolder,
    onWarning: (text) => world.stderr.write(`warning: ${text}\n`),
  });
  if (options.json) {
    world.stdout.write(`${JSON.stringify(project, undefined, 2)}\n`);
    return;
  }
  const { modules, connections } = project;
  const lines = [
    `Project "${project.name}" is valid: ${formatCount(modules.length, 'module')}, ${formatCount(connections.length, 'connection')}`,
    '',
    ...formatTable(
      [
        { title: 'Module', align: 'left' },
        { title: 'Program', align: 'left' },
        { title: 'Sends to', align: 'left' },
      ],
      modules.map((module) => [
        module.id,
        module.use,
        connections
          .filter(({ from }) => from.module === module.id)
          .map(({ from, to }) => `${from.port} → ${formatPortRef(to)}`)
          .join(', '),
      ]),
    ),
  ];
  world.stdout.write(`${lines.join('\n')}\n`);
}
