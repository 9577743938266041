/**
 * Moving samples of a connection into a ring: one copy, in native code, many records per call. For
 * worker threads: the pump blocks.
 *
 * @module
 */
import type { CancelWord, RingWriter, WaitOutcome } from '../../../shm/index.ts';
import { TransferResult, TransferState, type Inlet, type NativeWaker } from '../addon/native-types.ts';
import { RECHECK_MSEC, type PumpOutcome } from './pump-outcome.ts';

/** A span is asked for with room for this much, so that small records come in batches. */
const BATCH_BYTES = 1024;

/** A pump whose ring is full takes the events that came meanwhile this often, in ms. */
const DRAIN_MSEC = 10;

/** What {@link ReceivePump.run} reports of its work. */
export interface ReceiveWatch {
  readonly onMoved?: (records: number, bytes: number) => void;
  /** Called after each look that found nothing more to move. */
  readonly onEmpty?: () => void;
}

/** Samples of another module's output port into a ring. */
export class ReceivePump {
  readonly #inlet: Inlet;
  readonly #writer: RingWriter;
  readonly #waker: NativeWaker;
  readonly #stop: CancelWord;
  readonly #result = new Int32Array(TransferResult.Words);
  /** Payload bytes that the next record needs, as far as known. */
  #needed = BATCH_BYTES;

  /** @param stop - nonzero ends the pump; wake the waker afterwards */
  constructor(inlet: Inlet, writer: RingWriter, waker: NativeWaker, stop: CancelWord) {
    this.#inlet = inlet;
    this.#writer = writer;
    this.#waker = waker;
    this.#stop = stop;
  }

  /** Records moved by the last {@link move}. */
  get movedRecords(): number {
    return this.#result[TransferResult.Records]!;
  }

  /** Bytes moved by the last {@link move}, with record headers. */
  get movedBytes(): number {
    return this.#result[TransferResult.Bytes]!;
  }

  /** Moves what has come, without waiting: until nothing is left, the ring is full, or the stop. */
  move(): 'empty' | 'full' | 'stopped' {
    this.#result.fill(0);
    const span = this.#writer.tryReserveSpan(this.#needed);
    if (span === 0) return 'full';
    const { words, index } = this.#stop;
    const state = this.#inlet.receive(
      this.#writer.memory.bytes,
      this.#writer.spanOffset,
      span,
      this.#writer.nextSequence,
      words,
      index,
      0,
      this.#result,
    );
    this.#writer.commitSpan(
      this.#result[TransferResult.Bytes]!,
      this.#result[TransferResult.Records]!,
      this.#result[TransferResult.LastOffset]!,
    );
    switch (state) {
      case TransferState.Done:
      case TransferState.Crowded: // only where a module's own thread receives
        this.#needed = BATCH_BYTES;
        return 'empty';
      case TransferState.SpanFull:
        // The sample that did not fit is kept; a span with room for it is reserved, or waited for.
        this.#needed = Math.max(this.#result[TransferResult.NeededBytes]!, BATCH_BYTES);
        return 'full';
      case TransferState.Stopped:
        return 'stopped';
    }
  }

  /** Moves samples until the stop word is set or the ring is closed. Blocks. */
  run(watch: ReceiveWatch = {}): PumpOutcome {
    for (;;) {
      const outcome = this.move();
      if (this.movedRecords > 0) watch.onMoved?.(this.movedRecords, this.movedBytes);
      if (outcome === 'stopped') return 'stopped';
      if (outcome === 'empty') {
        watch.onEmpty?.();
        this.#inlet.wait(this.#waker, RECHECK_MSEC);
      } else {
        const space = this.#waitSpace();
        if (space === 'cancelled') return 'stopped';
        if (space === 'closed') return 'closed';
      }
    }
  }

  /**
   * Waits until the ring has room for what comes next. Meanwhile events are taken: each that finds
   * the socket full is a warning in the sender's log.
   */
  #waitSpace(): Exclude<WaitOutcome, 'timeout'> {
    for (;;) {
      this.#inlet.drainEvents();
      const space = this.#writer.waitSpace(this.#needed, { cancel: this.#stop, timeoutMsec: DRAIN_MSEC });
      if (space !== 'timeout') return space;
    }
  }
}
