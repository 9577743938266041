/**
 * What a module's program holds: the link, its ports, synchronizers, free functions. Runs in the module's thread.
 *
 * Knows the runtime of that thread, actors and data types; knows neither how a program starts nor the host.
 *
 * @module
 */
export type { ClockSynchronizerOptions, SecondaryClockSynchronizer } from './clock-synchronizer.ts';
export type { CounterSynchronizerOptions, FrequencyCounterSynchronizer } from './counter-synchronizer.ts';
export {
  findCurrentLink,
  printToStdout,
  setCurrentLink,
  wasLinked,
  type CurrentLink,
} from './current-link.ts';
export {
  awaitData,
  everyUsec,
  getInputPort,
  getOutputPort,
  isRunning,
  println,
  raiseError,
  scheduleDelayedCall,
  timeSinceStartMsec,
  timeSinceStartUsec,
  wait,
  waitSec,
  warnHost,
} from './functions.ts';
export {
  HwInputLine,
  HwOutputLine,
  type HwInputLineOptions,
  type HwOutputLineOptions,
  type LineCommandPort,
} from './hw-line.ts';
export { newLineCommand } from './line-command.ts';
export type { InputPort, InputPortOf } from './input-port.ts';
export { SyntalosLink, type Subject } from './link.ts';
export type { LoanedFrame } from './loaned-frame.ts';
export type { OutputPort, OutputPortOf } from './output-port.ts';
export type { InputPortOptions } from './port-declaration.ts';
