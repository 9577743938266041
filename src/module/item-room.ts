/**
 * Room for an item of an output port whose consumers are full: waits for it, and counts how long.
 *
 * @module
 */
import type { ItemWriter } from '../ipc/index.ts';
import type { PortCounters, RunState } from '../shm/index.ts';
import { monotonicUsec } from '../timing/index.ts';
import type { RunGate } from './run-gate.ts';

/** What an {@link ItemRoom} works with. */
export interface ItemRoomParts {
  readonly runState: RunState;
  readonly gate: RunGate;
  readonly counters: PortCounters;
}

/** Waits for room. */
export class ItemRoom {
  readonly #parts: ItemRoomParts;

  constructor(parts: ItemRoomParts) {
    this.#parts = parts;
  }

  /**
   * Reserves a place, blocking the thread.
   *
   * @returns as `ItemWriter.tryReserve`; -1 when the run ended first
   */
  reserve(writer: ItemWriter, byteLength: number): number {
    const { counters, gate, runState } = this.#parts;
    const since = monotonicUsec();
    const { startTimeUsec } = gate;
    let offset = -1;
    while (offset < 0 && gate.isStillIn(startTimeUsec)) {
      writer.waitSpace(byteLength, { cancel: runState.stopWord });
      offset = writer.tryReserve(byteLength);
    }
    while (offset < 0 && gate.lateRoomMsec() > 0) {
      writer.waitSpace(byteLength, { timeoutMsec: gate.lateRoomMsec() });
      offset = writer.tryReserve(byteLength);
    }
    counters.addHeldBack(monotonicUsec() - since);
    return offset;
  }

  /**
   * Waits without blocking the thread.
   *
   * @param lateMsec - how long at most, in ms, after the run's stop; until the stop when left out
   */
  async wait(writer: ItemWriter, byteLength: number, lateMsec: number | undefined): Promise<void> {
    const { counters, runState } = this.#parts;
    const since = monotonicUsec();
    const limit = lateMsec === undefined ? { cancel: runState.stopWord } : { timeoutMsec: lateMsec };
    await writer.waitSpaceAsync(byteLength, limit);
    counters.addHeldBack(monotonicUsec() - since);
  }
}
