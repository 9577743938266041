/**
 * Moving records between a ring and a connection of iceoryx2: one copy, in native code, many
 * records per call. For worker threads: both pumps block.
 *
 * @module
 */
import type { CancelWord, RingReader, RingWriter } from '../../../shm/index.ts';
import {
  TransferResult,
  TransferState,
  type NativeInlet,
  type NativeOutlet,
  type NativeWaker,
} from '../addon/native-types.ts';

/** A span is asked for with room for this much, so that small records come in batches. */
const BATCH_BYTES = 1024;
/** A pump that waits looks again after this many ms, woken or not. */
const RECHECK_MSEC = 50;

/** What {@link InletPump.run} tells of its work. */
export interface InletWatch {
  readonly onMoved?: (records: number, bytes: number) => void;
  /** Called after each look that found nothing more to move. */
  readonly onEmpty?: () => void;
}

/** Why a pump came back. */
export type PumpOutcome = 'stopped' | 'closed';

/** Samples of another module's output port into a ring. */
export class InletPump {
  readonly #inlet: NativeInlet;
  readonly #writer: RingWriter;
  readonly #waker: NativeWaker;
  readonly #stop: CancelWord;
  readonly #result = new Int32Array(TransferResult.Words);
  /** Payload bytes that the next record needs, as far as known. */
  #needed = BATCH_BYTES;

  /** @param stop - nonzero ends the pump; wake the waker afterwards */
  constructor(inlet: NativeInlet, writer: RingWriter, waker: NativeWaker, stop: CancelWord) {
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
  run(watch: InletWatch = {}): PumpOutcome {
    for (;;) {
      const outcome = this.move();
      if (this.movedRecords > 0) watch.onMoved?.(this.movedRecords, this.movedBytes);
      if (outcome === 'stopped') return 'stopped';
      if (outcome === 'empty') {
        watch.onEmpty?.();
        this.#inlet.wait(this.#waker, RECHECK_MSEC);
      } else {
        const space = this.#writer.waitSpace(this.#needed, { cancel: this.#stop });
        if (space === 'cancelled') return 'stopped';
        if (space === 'closed') return 'closed';
      }
    }
  }
}

/** Records of a ring to all who subscribed to an output port. */
export class OutletPump {
  readonly #outlet: NativeOutlet;
  readonly #reader: RingReader;
  readonly #stop: CancelWord;
  readonly #result = new Int32Array(TransferResult.Words);

  /** @param stop - nonzero ends the pump, and a send that is blocked */
  constructor(outlet: NativeOutlet, reader: RingReader, stop: CancelWord) {
    this.#outlet = outlet;
    this.#reader = reader;
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

  /**
   * Sends one run of records, blocking while a receiver is full; serves new subscribers where there
   * is none. Each send connects them as well, and its event wakes them.
   */
  move(): 'empty' | 'sent' | 'stopped' {
    this.#result.fill(0);
    const span = this.#reader.tryNextSpan();
    if (span === 0) {
      this.#outlet.serveSubscribers();
      return 'empty';
    }
    const { words, index } = this.#stop;
    const state = this.#outlet.send(
      this.#reader.memory.bytes,
      this.#reader.spanOffset,
      span,
      words,
      index,
      0,
      this.#result,
    );
    this.#reader.passSpan(this.#result[TransferResult.Bytes]!, this.#result[TransferResult.Records]!);
    this.#reader.release();
    return state === TransferState.Stopped ? 'stopped' : 'sent';
  }

  /** Sends records until the stop word is set or the ring is closed and empty. Blocks. */
  run(onMoved?: (records: number, bytes: number) => void): PumpOutcome {
    for (;;) {
      const outcome = this.move();
      if (this.movedRecords > 0) onMoved?.(this.movedRecords, this.movedBytes);
      if (outcome === 'stopped') return 'stopped';
      if (outcome === 'sent') continue;
      const data = this.#reader.waitData({ cancel: this.#stop, timeoutMsec: RECHECK_MSEC });
      if (data === 'cancelled') return 'stopped';
      if (data === 'closed') return 'closed';
    }
  }
}
