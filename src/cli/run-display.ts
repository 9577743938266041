/**
 * What the user sees of a run while it goes on, and the log.
 *
 * @module
 */
import type { LogLine, ProjectRun, RunProgress } from '../host/index.ts';
import { LiveBlock } from './live-block.ts';
import { renderBlock, renderLine, renderLogLine } from './render-progress.ts';
import type { TextOutput } from './world.ts';

/** Shows a run until it is closed. */
export interface RunDisplay {
  /** Shows a line of the log. */
  log(line: LogLine): void;
  /** Shows a message of the command itself. */
  say(text: string): void;
  /** From now on, shows the progress of this run. */
  follow(run: Pick<ProjectRun, 'progress'>): void;
  /** Shows what is left and gives the terminal back; idempotent. */
  close(): void;
}

const REDRAW_MSEC = 100;
const LINE_MSEC = 1000;
/** More log lines than these between two redraws are counted, not shown: nobody can read them. */
const MAX_PENDING_LINES = 200;

/** What the live view shows before the engine has something to show. */
const LOADING: RunProgress = { phase: 'loading', elapsedMsec: 0, modules: [], ports: [] };

/** The display that fits an output and the user's wishes. */
export function createRunDisplay(
  output: TextOutput,
  options: { readonly quiet: boolean; readonly keyHelp: string },
): RunDisplay {
  if (options.quiet) return QUIET;
  return output.isTTY === true ? new LiveDisplay(output, options.keyHelp) : new LineDisplay(output);
}

const QUIET: RunDisplay = {
  log: () => undefined,
  say: () => undefined,
  follow: () => undefined,
  close: () => undefined,
};

/** On a terminal: a block that is redrawn, with the log scrolling above it. */
class LiveDisplay implements RunDisplay {
  readonly #block: LiveBlock;
  readonly #keyHelp: string;
  readonly #timer: NodeJS.Timeout;
  #run: Pick<ProjectRun, 'progress'> = { progress: () => LOADING };
  #pending: string[] = [];
  #leftOut = 0;
  #said = '';

  constructor(output: TextOutput, keyHelp: string) {
    this.#block = new LiveBlock(output);
    this.#keyHelp = keyHelp;
    this.#timer = setInterval(() => this.#draw(), REDRAW_MSEC);
    this.#draw();
  }

  log(line: LogLine): void {
    if (this.#pending.length < MAX_PENDING_LINES) this.#pending.push(renderLogLine(line));
    else this.#leftOut++;
  }

  say(text: string): void {
    this.#said = text;
    this.#draw();
  }

  follow(run: Pick<ProjectRun, 'progress'>): void {
    this.#run = run;
  }

  close(): void {
    clearInterval(this.#timer);
    this.#block.draw(this.#takePending(), []);
    this.#block.close();
  }

  #draw(): void {
    const foot = this.#said === '' ? this.#keyHelp : this.#said;
    const block = renderBlock(this.#run.progress());
    this.#block.draw(this.#takePending(), ['', ...block, ...(foot === '' ? [] : [foot])]);
  }

  #takePending(): string {
    const lines = this.#pending;
    if (this.#leftOut > 0) lines.push(`            … ${this.#leftOut} more lines of the log are not shown`);
    this.#pending = [];
    this.#leftOut = 0;
    return lines.map((line) => `${line}\n`).join('');
  }
}

/** Into a pipe or a file: each line of the log, and a line of progress every second. */
class LineDisplay implements RunDisplay {
  readonly #output: TextOutput;
  #timer: NodeJS.Timeout | undefined;

  constructor(output: TextOutput) {
    this.#output = output;
  }

  log(line: LogLine): void {
    this.#output.write(`${renderLogLine(line)}\n`);
  }

  say(text: string): void {
    this.#output.write(`${text}\n`);
  }

  follow(run: Pick<ProjectRun, 'progress'>): void {
    clearInterval(this.#timer);
    this.#timer = setInterval(() => {
      this.#output.write(`${renderLine(run.progress())}\n`);
    }, LINE_MSEC);
  }

  close(): void {
    clearInterval(this.#timer);
  }
}
