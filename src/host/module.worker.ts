/**
 * Entry of a module's thread on the embedded host: runs the module's program.
 *
 * @module
 */
import { workerData } from 'node:worker_threads';
import { importProgram, type PreparedProgram } from '../script/index.ts';

const { program } = workerData as { readonly program: PreparedProgram };
await importProgram(program);
