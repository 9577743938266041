/**
 * Entry of a module's thread on the embedded host: runs the module's program.
 *
 * @module
 */
import { parentPort, workerData } from 'node:worker_threads';
import {
  EXIT_CONSEQUENCE,
  asThreadFailure,
  hostedModuleOf,
  isProgramOver,
  runProgram,
} from '../program/index.ts';
import { SyntalosError } from '../errors.ts';
import { catchUncaught, guardExit } from '../threads/index.ts';
import type { PreparedProgram } from '../script/index.ts';

const { program } = workerData as { readonly program: PreparedProgram };
const hosted = hostedModuleOf(workerData);
if (hosted === undefined) throw new SyntalosError('ERR_SYNTALOS_INTERNAL', 'A module thread has no host');

const report = (error: unknown): void => parentPort?.postMessage(asThreadFailure(error));
const exit = guardExit(EXIT_CONSEQUENCE, (error) => {
  if (!isProgramOver()) report(error);
});
const fail = (error: unknown): void => {
  report(error);
  exit(1);
};
catchUncaught(fail);
try {
  await runProgram(program, hosted);
} catch (error) {
  fail(error);
}
