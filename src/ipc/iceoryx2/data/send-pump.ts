/**
 * Moving records of a ring to the subscribers of an output port: one copy, in native code, many
 * records per call. For worker threads: the pump blocks.
 *
 * @module
 */
import type { CancelWord, RingReader } from '../../../shm/index.ts';
import { TransferResult, TransferState, type Outlet } from '../addon/native-types.ts';
import { RECHECK_MSEC, type PumpOutcome } from './pump-outcome.ts';

/** Records of a ring to all who subscribed to an output port. */
export class SendPump {
  readonly #outlet: Outlet;
  readonly #reader: RingReader;
  readonly #stop: CancelWord;
  readonly #result = new Int32Array(TransferResult.Words);

  /** @param stop - nonzero ends the pump, and a send that is blocked */
  constructor(outlet: Outlet, reader: RingReader, stop: CancelWord) {
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
   * Sends one run of records, blocking while a receiver is full; serves new subscribers if there
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
