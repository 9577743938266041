/**
 * Everything that commands touch of the process around them, so that tests can give them another.
 *
 * @module
 */
import type { EventEmitter } from 'node:events';
import type { Environment } from '../environment.ts';
import type { StartProject } from '../host/index.ts';

/** A stream that text goes to. */
export interface TextOutput {
  readonly isTTY?: boolean;
  /** Size of the terminal, if it is one. */
  readonly columns?: number;
  readonly rows?: number;
  /** Whether colours are welcome: false with NO_COLOR, or on a terminal without them. */
  hasColors?(): boolean;
  /** False once nobody reads it any more; unset where that is not known. */
  readonly writable?: boolean;
  write(text: string): unknown;
}

/** Where keys come from: `process.stdin`, as far as commands use it. */
export interface KeyInput {
  readonly isTTY?: boolean;
  setRawMode?(raw: boolean): unknown;
  on(event: 'data', listener: (data: Buffer | string) => void): unknown;
  off(event: 'data', listener: (data: Buffer | string) => void): unknown;
  resume(): unknown;
  pause(): unknown;
}

/** The world of a command. */
export interface CliWorld {
  /** For data: reports, summaries, answers. */
  readonly stdout: TextOutput;
  /** For talk: progress, log, problems. */
  readonly stderr: TextOutput;
  readonly stdin: KeyInput;
  /** Emits `SIGINT`, `SIGTERM`, `SIGHUP` and `exit`, as `process` does. */
  readonly signals: Pick<EventEmitter, 'on' | 'off'>;
  readonly workingFolder: string;
  readonly homeFolder: string;
  readonly environment: Environment;
  /** The program that runs this one: Node. */
  readonly nodePath: string;
  /** Version of this package. */
  readonly version: string;
  /** Monotonic time in ms. */
  now(): number;
  /**
   * Starts the threads that each run needs while its code is loaded; for commands that run something.
   *
   * @param isShown - whether there will be a page
   */
  warmUp(isShown: boolean): void;
  /** Loads the engine; called only by commands that run something, as it costs start-up time. */
  loadEngine(): Promise<StartProject>;
}
