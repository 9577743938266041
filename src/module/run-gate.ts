/**
 * Whether an output port may send: while its run goes on, and what callbacks that began before the stop still submit.
 *
 * @module
 */
import { SyntalosError } from '../errors.ts';
import { RunPhase, type RunState } from '../shm/index.ts';
import type { UserCode } from './user-code.ts';

/** How long what a callback submits after the stop may wait for room, in ms, all of a run together. */
export const LATE_ROOM_MSEC = 2_000;
/** Most items that code which may be an endless loop still sends after the stop. */
const FEW_LATE_ITEMS = 16;

/** What a {@link RunGate} works with. */
export interface RunGateParts {
  readonly portId: string;
  readonly runState: RunState;
  readonly userCode: UserCode;
}

/** The gate of one output port, run after run. */
export class RunGate {
  readonly #parts: RunGateParts;
  /** A run goes on, up to the end of its stop callback. */
  #isOpen = false;
  #fewLeft = FEW_LATE_ITEMS;
  #giveUpMsec: number | undefined;

  constructor(parts: RunGateParts) {
    this.#parts = parts;
  }

  /** A run has started. */
  open(): void {
    this.#isOpen = true;
    this.#fewLeft = FEW_LATE_ITEMS;
    this.#giveUpMsec = undefined;
  }

  /** The run is over: nothing more of it is sent. */
  close(): void {
    this.#isOpen = false;
  }

  /**
   * Whether one more item may be sent now.
   *
   * @throws ERR_SYNTALOS_INVALID_STATE - before the run has started
   */
  mayPass(): boolean {
    const { runState, userCode, portId } = this.#parts;
    if (runState.isRunning) return true;
    if (runState.phase === RunPhase.preparing) {
      throw new SyntalosError(
        'ERR_SYNTALOS_INVALID_STATE',
        `Cannot submit on port "${portId}": the run has not started; submit from onStart on`,
      );
    }
    if (!this.#isOpen) return false;
    const { lateResults } = userCode;
    return lateResults === 'all' || (lateResults === 'few' && this.#fewLeft-- > 0);
  }

  /** For how long an item that belongs to the run, whose stop was requested, may wait for room; 0: not at all. */
  lateRoomMsec(): number {
    if (!this.#isOpen || this.#parts.userCode.lateResults !== 'all') return 0;
    this.#giveUpMsec ??= performance.now() + LATE_ROOM_MSEC;
    return Math.max(0, this.#giveUpMsec - performance.now());
  }

  /** When the present run began: names the run, see {@link isStillIn}. */
  get startTimeUsec(): number {
    return this.#parts.runState.startTimeUsec;
  }

  /** Whether the run that began then goes on: what waited in it belongs to no later one, which may be near. */
  isStillIn(startTimeUsec: number): boolean {
    return this.#parts.runState.isRunning && this.isOf(startTimeUsec);
  }

  /** Whether no run has started since the one that began then. */
  isOf(startTimeUsec: number): boolean {
    return this.startTimeUsec === startTimeUsec;
  }
}
