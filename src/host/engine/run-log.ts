/**
 * The log of a run, and what the host itself has to say in it.
 *
 * @module
 */
import { toErrorRecord } from '../../errors.ts';
import type { LogLevel, LogLine, RunError, RunNote } from '../report/index.ts';
import type { RunLife } from './run-life.ts';

/** Passes each line on, and keeps the host's own errors and warnings; those of modules are in their records. */
export class RunLog {
  readonly errors: RunError[] = [];
  readonly warnings: RunNote[] = [];
  readonly #life: RunLife;
  readonly #onLine: (line: LogLine) => void;
  /** Gets each line, too: what a recording keeps of it. */
  keeper: { addLine(line: LogLine): void } | undefined;
  /** Errors of the load: of a run that is refused, its report says them, once and with their places. */
  #held: LogLine[] | undefined = [];

  constructor(life: RunLife, onLine: (line: LogLine) => void) {
    this.#life = life;
    this.#onLine = onLine;
  }

  /** An error of the host: it ends the run. */
  fail(error: unknown, stopReason: string): void {
    const record = toErrorRecord(error);
    this.errors.push({ ...this.#now(), error: record });
    this.add('error', record.message);
    this.#life.stop(stopReason);
  }

  warn(text: string): void {
    this.warnings.push({ ...this.#now(), text });
    this.add('warning', text);
  }

  /** @param module - id of the module that the line comes from; the host if left out */
  add(level: LogLevel, text: string, module?: string): void {
    const line = { level, ...(module === undefined ? {} : { module }), ...this.#now(), text };
    if (level === 'error' && this.#held !== undefined) this.#held.push(line);
    else this.#pass(line);
  }

  /** The run was not refused: what was kept back goes out. */
  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const line of held) this.#pass(line);
  }

  #pass(line: LogLine): void {
    this.#onLine(line);
    this.keeper?.addLine(line);
  }

  #now(): { readonly timeUsec?: number } {
    const timeUsec = this.#life.runTimeUsec();
    return timeUsec === undefined ? {} : { timeUsec };
  }
}
