/**
 * `syntalos-mlink`: write modules for Syntalos in TypeScript.
 *
 * Loads neither the host nor video code.
 *
 * @module
 */
/// <reference types="node" preserve="true" />
export {
  HwInputLine,
  HwOutputLine,
  awaitData,
  everyUsec,
  getInputPort,
  getOutputPort,
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
  type InputPort,
  type InputPortOptions,
  type LineCommandPort,
  type LoanedFrame,
  type OutputPort,
  type SecondaryClockSynchronizer,
  type Subject,
  type SyntalosLink,
} from './api/index.ts';
export type { Analysis, AnalysisOptions } from './analysis/index.ts';
export type { EdlDataset, EdlGroup } from './edl/index.ts';
export {
  ERROR_CODES,
  SyntalosError,
  isSyntalosError,
  type ErrorDetails,
  type ErrorDetailsOf,
  type SyntalosErrorArguments,
  type SyntalosErrorCode,
  type SyntalosErrorOf,
  type SyntalosErrorOptions,
} from './errors.ts';
export type { PeriodicSource, TickFunction } from './module/index.ts';
export type { PortPlacement } from './ipc/index.ts';
export { initLink, type InitLinkOptions } from './program/index.ts';
export {
  booleanSetting,
  choiceSetting,
  integerSetting,
  numberSetting,
  pathSetting,
  textSetting,
  type NumberSettingOptions,
  type PresenceOptions,
  type Setting,
  type SettingsOf,
  type SettingsSchema,
} from './settings/index.ts';
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
