/**
 * Programs of users: TypeScript or JavaScript files that run as they are, on any supported Node.
 *
 * Knows files, imports and positions; knows nothing of modules, ports or workers. One thread
 * prepares a program, any number of threads import it.
 *
 * @module
 */
export {
  type PreparedProgram,
  type PrepareOptions,
  type ProgramHandle,
  prepareProgram,
  readProgram,
} from './prepare-program.ts';
export type { ProgramFile } from './program-graph.ts';
export { importProgram } from './import-program.ts';
