/**
 * Entry of a module's process: runs the program that the launcher of `syntalos-mlink install` names,
 * TypeScript or JavaScript, as it is.
 *
 * @module
 */
import { VARIABLES } from '../environment.ts';
import { startThreadEarly } from '../threads/index.ts';

const [path] = process.argv.slice(2);
if (path === undefined) {
  process.stderr.write('error: the path of a program is missing\n');
  process.exit(2);
}
// It takes as long to start as the rest of this package to load.
if (process.env[VARIABLES.moduleId] !== undefined) startThreadEarly('actor-thread.worker.js', 'supervisor');
const [{ runProcessProgram }, { prepareProgram }] = await Promise.all([
  import('../program/index.ts'),
  import('../script/index.ts'),
]);
await runProcessProgram(async () => {
  const handle = await prepareProgram(path);
  // Its files are needed as long as it may import some of them.
  process.once('exit', () => handle.closeNow());
  return handle.program;
});
