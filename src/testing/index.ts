/**
 * For the tests of module authors: a run of one module, and a clock that a test moves.
 *
 * A caller's thread starts the bench; the bench plays the host in a thread of its own.
 *
 * @module
 */
/// <reference types="node" preserve="true" />
export { runModule } from './run-module.ts';
export type {
  AnyItem,
  CollectedItems,
  InputCounts,
  InputStream,
  ModuleFunction,
  ModuleRunResult,
  OutputTypes,
  RunModuleOptions,
  StopCondition,
} from './module-run.ts';
export type { ErrorRecord } from '../errors.ts';
export { ManualClock, type MonotonicClock } from '../timing/index.ts';
