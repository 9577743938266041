/**
 * The files that a run is made of: those whose change is worth another run.
 *
 * @module
 */
import { isSyntalosError } from '../../errors.ts';
import { programFilesOf } from '../../host/engine/index.ts';
import type { Project } from '../../host/project/index.ts';

/**
 * Absolute paths of the project's file and of the files of its programs, as far as those can be read now; of one that
 * cannot, the file that is wrong.
 */
export async function watchedFilesOf(project: Project): Promise<string[]> {
  const programs = project.modules.map(async ({ program }) => {
    if (program.kind === 'built-in') return [];
    if (program.kind === 'process') return [program.path, program.binary];
    try {
      const { paths, dataPaths } = await programFilesOf(program.path);
      return [...paths, ...dataPaths];
    } catch (error) {
      const wrong = isSyntalosError(error) ? error.details['path'] : undefined;
      return typeof wrong === 'string' ? [program.path, wrong] : [program.path];
    }
  });
  const paths = (await Promise.all(programs)).flat();
  return [...(project.file === undefined ? [] : [project.file]), ...paths];
}
