/**
 * For the tests of module authors: a run of one module, and a clock that moves when told to.
 *
 * @module
 */
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
