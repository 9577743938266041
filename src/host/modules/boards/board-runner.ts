/**
 * Runs a board in a module's thread: by the master clock, with warnings about what it refuses.
 *
 * @module
 */
import { scheduleDelayedCall, timeSinceStartUsec, warnHost } from '../../../api/index.ts';
import type { LineCommand } from '../../../types/index.ts';
import type { Board } from './board.ts';
import { describeRefusal } from './describe-refusal.ts';

/** Warnings of a run: a module that does not know its board gives the same ones over and over. */
const MAX_WARNINGS = 20;

/** One run of a board. */
export class BoardRunner {
  /** Commands that could not be carried out. */
  refusedCount = 0;
  #board: Board | undefined;
  #nextCall: Disposable | undefined;

  /** Begins with a board in its first state. */
  begin(board: Board): void {
    this.end();
    this.#board = board;
    this.refusedCount = 0;
  }

  /** Carries out a command now. */
  execute(command: LineCommand): void {
    this.#board?.execute(command, timeSinceStartUsec());
    this.#callAtNextChange();
  }

  /** Counts a command that was refused, and warns of the first ones. */
  noteRefusal(command: LineCommand, why: string): void {
    this.refusedCount++;
    if (this.refusedCount <= MAX_WARNINGS) warnHost(describeRefusal(command, why));
    if (this.refusedCount === MAX_WARNINGS) warnHost('Further commands that are refused are only counted');
  }

  /** Pulses that have not ended stay as they are. */
  end(): void {
    this.#nextCall?.[Symbol.dispose]();
    this.#nextCall = undefined;
    this.#board = undefined;
  }

  #callAtNextChange(): void {
    this.#nextCall?.[Symbol.dispose]();
    const dueUsec = this.#board?.nextChangeUsec;
    this.#nextCall =
      dueUsec === undefined
        ? undefined
        : scheduleDelayedCall(Math.max(0, dueUsec - timeSinceStartUsec()) / 1000, () => {
            this.#board?.advanceTo(timeSinceStartUsec());
            this.#callAtNextChange();
          });
  }
}
