/**
 * Who hears of what happens in a module: a run, or a test bench. Types only.
 *
 * @module
 */
import type { EdlReservation } from '../../ipc/index.ts';
import type { RunError } from '../report/index.ts';

/** Gets what a module's record takes in. */
export interface ModuleListener {
  onError(moduleId: string, error: RunError): void;
  onWarning(moduleId: string, text: string): void;
  /** Something that a reader of the log wants to know. */
  onInfo(moduleId: string, text: string): void;
  /** Any change of state. */
  onState(moduleId: string): void;
  /** Answers a module's wish for a name in the recording. */
  reserveEdl(unit: 'group' | 'dataset', parentRelPath: string, name: string): EdlReservation;
  /** @returns µs since the run's start, `undefined` before it */
  runTimeUsec(): number | undefined;
}
