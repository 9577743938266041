// A program: runs built test files, one after the other in this process, each as a test with its name.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './test-files.mjs';

const BUILT = join(ROOT, 'build');
// Taken out: tap names folders of tests after all of the command line.
const files = process.argv.splice(2);
// Its own import would find the real one.
const { runFile } = await import(pathToFileURL(join(BUILT, 'node_modules/tap/index.js')).href);

for (const file of files) {
  await runFile(file, () => import(pathToFileURL(join(BUILT, 'test', file)).href));
}
