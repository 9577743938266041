/**
 * `syntalos-mlink`: write modules for Syntalos in TypeScript.
 *
 * Loads neither the host nor video code.
 *
 * @module
 */
export {
  HwInputLine,
  HwOutputLine,
  awaitData,
  everyUsec,
  getInputPort,
  getOutputPort,
  initLink,
  isRunning,
  newLineCommand,
  println,
  raiseError,
  scheduleDelayedCall,
  timeSinceStartMsec,
  timeSinceStartUsec,
  wait,
  waitSec,
  type ClockSynchronizerOptions,
  type CounterSynchronizerOptions,
  type FrequencyCounterSynchronizer,
  type HwInputLineOptions,
  type HwOutputLineOptions,
  type InitLinkOptions,
  type InputPort,
  type InputPortOptions,
  type LineCommandPort,
  type LoanedFrame,
  type OutputPort,
  type PeriodicSource,
  type SecondaryClockSynchronizer,
  type Subject,
  type SyntalosLink,
  type TickFunction,
} from './api/index.ts';
export type { Analysis, AnalysisOptions } from './analysis/index.ts';
export type { EdlDataset, EdlGroup } from './edl/index.ts';
export {
  ERROR_CODES,
  SyntalosError,
  isSyntalosError,
  type ErrorDetails,
  type SyntalosErrorCode,
  type SyntalosErrorOptions,
} from './errors.ts';
export type { PeriodicTick } from './timing/index.ts';
export {
  ControlCommandKind,
  DataType,
  Frame,
  LineCommandKind,
  LineModeFlags,
  MetaFloat,
  MetaSize,
  TimeSyncStrategy,
  type ControlCommand,
  type DataOf,
  type FrameDepth,
  type FramePixels,
  type LineCommand,
  type LineReading,
  type MetaMap,
  type MetaValue,
  type SignalBlockF32,
  type SignalBlockI32,
  type SignalBlockU16,
  type SubmittableOf,
  type TableRow,
} from './types/index.ts';
