/**
 * Entry of a module's thread on the embedded host: runs the module's program.
 *
 * @module
 */
import { workerData } from 'node:worker_threads';
import { hostedModuleOf, runProgram } from '../program/index.ts';
import { SyntalosError } from '../errors.ts';
import type { PreparedProgram } from '../script/index.ts';

const { program } = workerData as { readonly program: PreparedProgram };
const hosted = hostedModuleOf(workerData);
if (hosted === undefined) throw new SyntalosError('ERR_SYNTALOS_INTERNAL', 'A module thread has no host');
await runProgram(program, hosted);
