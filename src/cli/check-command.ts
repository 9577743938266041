/**
 * The command `check`.
 *
 * @module
 */
import { SyntalosError } from '../errors.ts';
import { formatPortRef, loadProject, parseOverride, type Project } from '../host/project/index.ts';
import { formatCount, formatTable } from '../host/report/index.ts';
import { problemLines } from './problem-lines.ts';
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
 * `syntalos-mlink check`: says what a project consists of, and what a run would refuse. Ports and settings are
 * known only to the modules themselves, so these are loaded as a run loads them, and ended again. With `json`
 * the project is only written out.
 *
 * @throws `ERR_SYNTALOS_PROJECT` - when anything is wrong: one line for each problem
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
  await tryOut(project, world);
  const { modules, connections } = project;
  const isSpread = modules.some(({ machine }) => machine !== undefined);
  const lines = [
    `Project "${project.name}" is valid: ${formatCount(modules.length, 'module')}, ${formatCount(connections.length, 'connection')}`,
    '',
    ...formatTable(
      [
        { title: 'Module', align: 'left' },
        { title: 'Program', align: 'left' },
        ...(isSpread ? [{ title: 'Machine', align: 'left' as const }] : []),
        { title: 'Sends to', align: 'left' },
      ],
      modules.map((module) => [
        module.id,
        module.use,
        ...(isSpread ? [module.machine ?? 'host'] : []),
        connections
          .filter(({ from }) => from.module === module.id)
          .map(({ from, to }) => `${from.port} → ${formatPortRef(to)}`)
          .join(', '),
      ]),
    ),
  ];
  world.stdout.write(`${lines.join('\n')}\n`);
}

async function tryOut(project: Project, world: CliWorld): Promise<void> {
  const { tryProject } = await import('../host/engine/index.ts');
  const { errors, warnings } = await tryProject(project);
  for (const { text } of warnings) world.stderr.write(`warning: ${text}\n`);
  const problems = errors.flatMap((error) => problemLines(error, project));
  if (problems.length === 0) return;
  const count = formatCount(problems.length, 'problem');
  throw new SyntalosError(
    'ERR_SYNTALOS_PROJECT',
    [`Cannot use project "${project.name}": ${count}`, ...problems].join('\n'),
    { details: { problems: problems.length } },
  );
}
