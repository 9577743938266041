// What tests import as `tap`: the real one, in which `test` and `t` mean the file that runs at the moment.
//
// `bundleTap` puts it, with tap, into one file below `build/node_modules`, where Node finds it first: a test file starts
// in half the time it takes to read the hundred files of tap, and several can run in one process.
import { t as root } from 'tap';

let current = root;

export { current as default, current as t };

export function test(...args) {
  return current.test(...args);
}

/**
 * Runs a test file as a test of its own in this process.
 *
 * @param load - imports the file
 */
export function runFile(name, load) {
  return root.test(name, async (file) => {
    current = file;
    await load();
  });
}
