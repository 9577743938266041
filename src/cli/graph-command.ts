/**
 * The command `graph`: draws what a project connects.
 *
 * @module
 */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { SyntalosError, messageOf } from '../errors.ts';
import { loadProject } from '../host/project/index.ts';
import { projectGraph } from './graph/project-graph.ts';
import { drawText } from './graph/text-drawing.ts';
import type { CliWorld } from './world.ts';

/** Options of `graph`. */
export interface GraphCommandOptions {
  /** Path of the project. */
  readonly project: string;
  /** File for a picture; text goes to stdout where left out. */
  readonly svg?: string;
}

/**
 * `syntalos-mlink graph`: modules, ports and connections from left to right. No module is loaded.
 *
 * @throws SyntalosError `ERR_SYNTALOS_PROJECT` for a project that cannot be used, `ERR_SYNTALOS_STORAGE` where the
 *   picture cannot be written
 */
export async function graphCommand({ project, svg }: GraphCommandOptions, world: CliWorld): Promise<void> {
  const graph = projectGraph(
    await loadProject(project, {
      workingFolder: world.workingFolder,
      onWarning: (text) => world.stderr.write(`warning: ${text}\n`),
    }),
  );
  if (svg === undefined) {
    world.stdout.write(`${drawText(graph).join('\n')}\n`);
    return;
  }
  const { drawSvg } = await import('./graph/svg-drawing.ts');
  const path = resolve(world.workingFolder, svg);
  try {
    writeFileSync(path, drawSvg(graph));
  } catch (cause) {
    throw new SyntalosError(
      'ERR_SYNTALOS_STORAGE',
      `Cannot write the picture "${path}": ${messageOf(cause)}`,
      {
        cause,
        details: { path },
      },
    );
  }
  world.stdout.write(`${path}\n`);
}
