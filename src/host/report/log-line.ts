/**
 * A line of the log of a run. Types only.
 *
 * @module
 */
/** How much a line of the log matters. */
export type LogLevel = 'debug' | 'info' | 'warning' | 'error';

/** A line of the log of a run: what modules print, and what the host has to say. */
export interface LogLine {
  readonly level: LogLevel;
  /** Id of the module that it comes from; unset: the host. */
  readonly module?: string;
  /** When, in µs since the start of the run; unset before the start. */
  readonly timeUsec?: number;
  readonly text: string;
}
