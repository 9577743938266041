/**
 * The state of a module's run, shared by all threads of the module and its host.
 *
 * @module
 */
import { describeValue, SyntalosError } from '../errors.ts';
import { checkLayout, layoutError, type BlockLayout } from '../layout-check.ts';
import { LATENCY_HISTOGRAM_WORDS, LatencyHistogram } from './latency-histogram.ts';
import {
  CALLBACK_ID,
  CALLBACK_ITEM_F64,
  CALLBACK_SEQUENCE,
  LATENCIES_BYTES,
  LATENCY_BYTES,
  LAYOUT_VERSION,
  MAGIC,
  MAX_PORTS,
  PHASE,
  PORT_F64,
  PortField,
  PORTS_F64,
  RUN_EPOCH,
  RUN_STATE_BYTES,
  RUN_STATE_LAYOUT_VERSION,
  RUN_STATE_MAGIC,
  SCHEDULE_F64,
  ScheduleField,
  START_TIME_F64,
  STOP_REQUEST,
  THREADS,
  THREAD_COUNT,
} from './run-state-layout.ts';
import type { CancelWord } from './waiting.ts';

const RUN_STATE: BlockLayout = {
  what: 'run state',
  magic: RUN_STATE_MAGIC,
  version: RUN_STATE_LAYOUT_VERSION,
};

export { RUN_STATE_LAYOUT } from './run-state-layout.ts';

/** Where a module stands in its run, as the threads of the module see it. */
export const RunPhase = { idle: 0, preparing: 1, running: 2 } as const;
/** A value of {@link RunPhase}. */
export type RunPhase = (typeof RunPhase)[keyof typeof RunPhase];

/** What the module thread does: see {@link RunState.callback}. */
export interface CallbackStatus {
  /** Id of the callback that runs now, 0 for none. */
  readonly id: number;
  /** Counts callbacks entered, 0 to 2^32 - 1. Unchanged with a nonzero id: still the same one. */
  readonly sequence: number;
  /** Number of the item that it takes, from 0 in its run; -1 if it takes none. */
  readonly item: number;
}

/** A port's counters at one moment. */
export interface PortCounts {
  /** Items read (input) or written (output). */
  readonly itemCount: number;
  readonly byteCount: number;
  /** How often a full ring held the port back, and for how many µs in total. */
  readonly heldBackCount: number;
  readonly heldBackUsec: number;
  /** Items that a port of policy `latest`, or a throttle, passed over. */
  readonly skippedCount: number;
  /** Frame indices that are missing between the first and the last. */
  readonly indexGapCount: number;
  /** Pauses between two items beyond the threshold given, and the longest of all pauses. */
  readonly stallCount: number;
  readonly longestPauseMsec: number;
}

/** What a module's thread had to do at its times, in one run. */
export interface ScheduleCounts {
  /** Ticks of periodic sources that were due. */
  readonly ticksDue: number;
  /** Ticks among them that were skipped, as those before took too long. */
  readonly ticksSkipped: number;
  /** Scheduled calls whose time had not come when the run stopped. */
  readonly callsLeft: number;
}

/** Whether somebody takes the items of an input port. */
export interface InputClaim {
  /** Nobody takes items now: those that come stay unread. */
  readonly isUnclaimed: boolean;
  /** Items that were let go without being read, as nobody took any for too long. */
  readonly unclaimedCount: number;
}

/** Counts for one port. Belongs to the one thread that moves the port's items. */
export interface PortCounters {
  /** Adds items and their bytes. Allocates nothing. */
  addItems(count: number, bytes: number): void;
  addHeldBack(usec: number): void;
  addSkipped(count: number): void;
  addIndexGaps(count: number): void;
  /** @param isStall - whether the pause counts as one */
  notePause(msec: number, isStall: boolean): void;
  /** Adds items of an input that were let go unread. */
  addUnclaimed(count: number): void;
  /** Says whether somebody takes the items of an input. */
  setUnclaimed(isUnclaimed: boolean): void;
}

/**
 * The state of a module's run in shared memory: what its supervisor lets all its threads know without
 * a message, and what they count. Each thread attaches an object of its own to the same buffer.
 */
export class RunState {
  /** The block: send it to the other threads. */
  readonly buffer: SharedArrayBuffer;
  /** Nonzero from a stop request until the next run: give it to blocking waits. */
  readonly stopWord: CancelWord;
  readonly #words: Int32Array;
  readonly #doubles: Float64Array;

  private constructor(buffer: SharedArrayBuffer) {
    this.buffer = buffer;
    this.#words = new Int32Array(buffer);
    this.#doubles = new Float64Array(buffer);
    this.stopWord = { words: this.#words, index: STOP_REQUEST };
  }

  /** Makes a run state: phase idle, all counters 0. */
  static create(): RunState {
    const buffer = new SharedArrayBuffer(RUN_STATE_BYTES);
    const words = new Int32Array(buffer);
    words[MAGIC] = RUN_STATE_MAGIC;
    words[LAYOUT_VERSION] = RUN_STATE_LAYOUT_VERSION;
    return RunState.attach(buffer);
  }

  /** @throws ERR_SYNTALOS_RING_LAYOUT - when the buffer holds no run state of this layout */
  static attach(buffer: SharedArrayBuffer): RunState {
    const value: unknown = buffer;
    if (!(value instanceof SharedArrayBuffer) || buffer.byteLength !== RUN_STATE_BYTES) {
      throw layoutError(
        RUN_STATE.what,
        `value is ${describeValue(value)}, expected a shared block of ${RUN_STATE_BYTES} bytes`,
      );
    }
    checkLayout(new Int32Array(buffer, MAGIC * 4, 2), RUN_STATE);
    return new RunState(buffer);
  }

  /** Where the module stands. */
  get phase(): RunPhase {
    return Atomics.load(this.#words, PHASE) as RunPhase;
  }

  /** Whether the run has started and nobody has asked to stop it: true to the moment. */
  get isRunning(): boolean {
    return this.phase === RunPhase.running && !this.isStopRequested;
  }

  get isStopRequested(): boolean {
    return Atomics.load(this.#words, STOP_REQUEST) !== 0;
  }

  /** Counts runs: 0 before the first. */
  get runEpoch(): number {
    return Atomics.load(this.#words, RUN_EPOCH) >>> 0;
  }

  /** Start of the run in µs of the monotonic clock; valid from phase running on. */
  get startTimeUsec(): number {
    Atomics.load(this.#words, PHASE); // partner: setPhase's store, which comes after the time
    return this.#doubles[START_TIME_F64]!;
  }

  /** The callback that the module thread is in. */
  get callback(): CallbackStatus {
    const id = Atomics.load(this.#words, CALLBACK_ID) >>> 0;
    const sequence = Atomics.load(this.#words, CALLBACK_SEQUENCE) >>> 0;
    return { id, sequence, item: this.#doubles[CALLBACK_ITEM_F64]! };
  }

  /** Supervisor: moves on. */
  setPhase(phase: RunPhase): void {
    Atomics.store(this.#words, PHASE, phase);
  }

  /** Supervisor: begins to prepare a run: takes the stop request back, counts the run. */
  beginRun(): void {
    Atomics.store(this.#words, STOP_REQUEST, 0);
    Atomics.add(this.#words, RUN_EPOCH, 1);
    this.setPhase(RunPhase.preparing);
  }

  /** Supervisor: starts the run at `startTimeUsec` of the monotonic clock. */
  startRun(startTimeUsec: number): void {
    this.#doubles[START_TIME_F64] = startTimeUsec; // published by the phase
    this.setPhase(RunPhase.running);
  }

  /**
   * Asks the run to stop. Call `RingControl.interrupt()` afterwards on each ring that the module may wait on.
   */
  requestStop(): void {
    Atomics.store(this.#words, STOP_REQUEST, 1);
  }

  /**
   * Notes a thread that does the module's work, by its system id. One beyond the table is not noted; 0, which is
   * no id, neither.
   */
  noteThread(threadId: number): void {
    for (let at = THREADS; at < THREADS + THREAD_COUNT && threadId !== 0; at++) {
      const found = Atomics.compareExchange(this.#words, at, 0, threadId);
      if (found === 0 || found === threadId) return;
    }
  }

  /** System ids of the threads that were noted. */
  get threadIds(): readonly number[] {
    return [...this.#words.subarray(THREADS, THREADS + THREAD_COUNT)].filter((threadId) => threadId !== 0);
  }

  /**
   * Module thread: enters a callback; ids from 1 on are the caller's.
   *
   * @param item - see {@link CallbackStatus.item}
   */
  enterCallback(id: number, item = -1): void {
    this.#doubles[CALLBACK_ITEM_F64] = item; // published by the id
    Atomics.add(this.#words, CALLBACK_SEQUENCE, 1);
    Atomics.store(this.#words, CALLBACK_ID, id);
  }

  /** Module thread: leaves its callback. */
  leaveCallback(): void {
    Atomics.store(this.#words, CALLBACK_ID, 0);
  }

  /** The counters of input port `index`, 0 to 127, to count with. */
  inputCounters(index: number): PortCounters {
    return countersAt(this.#doubles, portBlock('input', index));
  }

  /** The counters of output port `index`, 0 to 127, to count with. */
  outputCounters(index: number): PortCounters {
    return countersAt(this.#doubles, portBlock('output', index));
  }

  /** Latencies of input port `index` from submit to delivery. */
  inputLatency(index: number): LatencyHistogram {
    portBlock('input', index); // checks the index
    const offset = LATENCIES_BYTES + index * LATENCY_BYTES;
    return new LatencyHistogram(new Uint32Array(this.buffer, offset, LATENCY_HISTOGRAM_WORDS));
  }

  /** What input port `index` has counted. */
  inputCounts(index: number): PortCounts {
    return countsAt(this.#doubles, portBlock('input', index));
  }

  /** What output port `index` has counted. */
  outputCounts(index: number): PortCounts {
    return countsAt(this.#doubles, portBlock('output', index));
  }

  /** Whether somebody takes the items of input port `index`. */
  inputClaim(index: number): InputClaim {
    const at = portBlock('input', index);
    return {
      isUnclaimed: this.#doubles[at + PortField.isUnclaimed] !== 0,
      unclaimedCount: this.#doubles[at + PortField.unclaimedCount]!,
    };
  }

  /** What the module's thread had to do at its times. */
  get schedule(): ScheduleCounts {
    return {
      ticksDue: this.#doubles[SCHEDULE_F64 + ScheduleField.ticksDue]!,
      ticksSkipped: this.#doubles[SCHEDULE_F64 + ScheduleField.ticksSkipped]!,
      callsLeft: this.#doubles[SCHEDULE_F64 + ScheduleField.callsLeft]!,
    };
  }

  /** Module thread: adds ticks that were due, and how many of them were skipped. */
  addTicks(due: number, skipped: number): void {
    this.#doubles[SCHEDULE_F64 + ScheduleField.ticksDue]! += due;
    this.#doubles[SCHEDULE_F64 + ScheduleField.ticksSkipped]! += skipped;
  }

  /** Module thread: adds scheduled calls that were left at the stop. */
  addCallsLeft(count: number): void {
    this.#doubles[SCHEDULE_F64 + ScheduleField.callsLeft]! += count;
  }

  /** Supervisor, between runs: sets all counters and latencies to 0. */
  resetCounters(): void {
    this.#doubles.fill(0, SCHEDULE_F64, SCHEDULE_F64 + Object.keys(ScheduleField).length);
    this.#doubles.fill(0, PORTS_F64);
  }
}

function portBlock(direction: 'input' | 'output', index: number): number {
  if (!Number.isInteger(index) || index < 0 || index >= MAX_PORTS) {
    throw new SyntalosError(
      'ERR_SYNTALOS_INVALID_ARGUMENT',
      `Cannot count for ${direction} port ${describeValue(index)}: expected 0 to ${MAX_PORTS - 1}`,
    );
  }
  return PORTS_F64 + (direction === 'input' ? index : MAX_PORTS + index) * PORT_F64;
}

function countersAt(doubles: Float64Array, at: number): PortCounters {
  const block = doubles.subarray(at, at + PORT_F64);
  return {
    addItems(count, bytes) {
      block[PortField.itemCount]! += count;
      block[PortField.byteCount]! += bytes;
    },
    addHeldBack(usec) {
      block[PortField.heldBackCount]! += 1;
      block[PortField.heldBackUsec]! += usec;
    },
    addSkipped(count) {
      block[PortField.skippedCount]! += count;
    },
    addIndexGaps(count) {
      block[PortField.indexGapCount]! += count;
    },
    notePause(msec, isStall) {
      if (isStall) block[PortField.stallCount]! += 1;
      if (msec > block[PortField.longestPauseMsec]!) block[PortField.longestPauseMsec] = msec;
    },
    addUnclaimed(count) {
      block[PortField.unclaimedCount]! += count;
    },
    setUnclaimed(isUnclaimed) {
      block[PortField.isUnclaimed] = isUnclaimed ? 1 : 0;
    },
  };
}

function countsAt(doubles: Float64Array, at: number): PortCounts {
  return {
    itemCount: doubles[at + PortField.itemCount]!,
    byteCount: doubles[at + PortField.byteCount]!,
    heldBackCount: doubles[at + PortField.heldBackCount]!,
    heldBackUsec: doubles[at + PortField.heldBackUsec]!,
    skippedCount: doubles[at + PortField.skippedCount]!,
    indexGapCount: doubles[at + PortField.indexGapCount]!,
    stallCount: doubles[at + PortField.stallCount]!,
    longestPauseMsec: doubles[at + PortField.longestPauseMsec]!,
  };
}
