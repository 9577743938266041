// A program: runs built test files, one after the other in this process, each as a test with its name.
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout } from 'node:timers';
import { pathToFileURL } from 'node:url';
import { ROOT } from './test-files.mjs';

/** How long a process may take to end after its last test, in ms. */
const LINGER_MSEC = 20_000;
const BUILT = join(ROOT, 'build');
// Taken out: tap names folders of tests after all of the command line.
const files = process.argv.splice(2);
// Its own import would find the real one.
const { runFile } = await import(pathToFileURL(join(BUILT, 'node_modules/tap/index.js')).href);

for (const file of files) {
  await runFile(file, () => import(pathToFileURL(join(BUILT, 'test', file)).href));
}

// Unreferenced: it fires only where something that a test has left keeps the process from its end.
setTimeout(() => {
  const kept = process.getActiveResourcesInfo().join(', ');
  process.stderr.write(`the process goes on ${LINGER_MSEC / 1000} s after its last test, kept by: ${kept}\n`);
  process.exit(1);
}, LINGER_MSEC).unref();
