/**
 * What a module's program holds: the link, its ports, free functions.
 *
 * Knows actors, channels and data types; knows nothing of the host.
 *
 * @module
 */
export type { ClockSynchronizerOptions, SecondaryClockSynchronizer } from './clock-synchronizer.ts';
export type { CounterSynchronizerOptions, FrequencyCounterSynchronizer } from './counter-synchronizer.ts';
export type { PeriodicSource, TickFunction } from './every-usec.ts';
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
export {
  asWorkerData,
  hostedModuleOf,
  type HostedModule,
  type HostedPort,
  type HostedPorts,
} from './hosted-module.ts';
export { connectModule, initLink, type ConnectOptions, type InitLinkOptions } from './init-link.ts';
export type { InputPort, InputPortOf } from './input-port.ts';
export type { InputPortOptions, Subject, SyntalosLink } from './link.ts';
export type { LoanedFrame } from './loaned-frame.ts';
export type { LinkCallbacks } from './module-runtime.ts';
export type { OutputPort, OutputPortOf } from './output-port.ts';
export { runProcessProgram, runProgram } from './script-module.ts';
