/**
 * How a module's program starts, in a thread of a host or in a process of its own, and how it gets its link.
 * Runs in the module's thread, before and around the user's code.
 *
 * Knows what users hold and how programs are loaded; knows nothing of the host.
 *
 * @module
 */
export {
  asWorkerData,
  hostedModuleOf,
  type HostedModule,
  type HostedPort,
  type HostedPorts,
} from './hosted-module.ts';
export { connectModule, initLink, type ConnectOptions, type InitLinkOptions } from './init-link.ts';
export { EXIT_CONSEQUENCE, asThreadFailure, isProgramOver, threadFailureOf } from './last-words.ts';
export { runProcessProgram, runProgram } from './run-program.ts';
