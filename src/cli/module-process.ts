/**
 * Entry of a module's process: runs the program that the launcher of `syntalos-mlink install` names,
 * TypeScript or JavaScript, as it is.
 *
 * @module
 */
import { runProcessProgram } from '../api/index.ts';
import { prepareProgram } from '../script/index.ts';

const [path] = process.argv.slice(2);
if (path === undefined) {
  process.stderr.write('error: the path of a program is missing\n');
  process.exit(2);
}
await runProcessProgram(async () => {
  const handle = await prepareProgram(path);
  // Its files are needed as long as it may import some of them.
  process.once('exit', () => handle.closeNow());
  return handle.program;
});
