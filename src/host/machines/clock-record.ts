/**
 * What a host knows of the clock of one machine, for the report and for the recording.
 *
 * @module
 */
import type { ClockState } from '../../timing/internal.ts';
import { createSyncPointFile, type TsyncWriter } from '../../timing/index.ts';
import type { MachineClockReport } from '../report/index.ts';

/** An estimate of an agent's, as it tells it. */
export interface ClockPoint extends ClockState {
  /** A moment on the agent's own clock and on that of the host, in µs. */
  readonly localUsec: number;
  readonly hostUsec: number;
}

/** Takes the estimates of one machine. */
export class ClockRecord {
  #first: ClockPoint | undefined;
  #last: ClockPoint | undefined;
  #worstUsec = 0;
  #file: TsyncWriter | undefined;
  #startUsec = 0;
  /** Hears of the first estimate that is less sure than a limit. */
  #watch: { readonly limitUsec: number; readonly onUnsure: (uncertaintyUsec: number) => void } | undefined;

  get last(): ClockPoint | undefined {
    return this.#last;
  }

  take(point: ClockPoint): void {
    const isNew = point.localUsec !== this.#last?.localUsec;
    this.#first ??= point;
    this.#last = point;
    this.#worstUsec = Math.max(this.#worstUsec, point.uncertaintyUsec);
    const timeUsec = Math.round(point.hostUsec - this.#startUsec);
    // Without an answer since the last time there is no new point, only less certainty.
    if (isNew && timeUsec >= 0) this.#file?.write(Math.round(point.localUsec), timeUsec);
    this.#look();
  }

  /**
   * Writes all estimates from now on into a file of sync points: the machine's own clock against time since the start.
   *
   * @throws `ERR_SYNTALOS_STORAGE`
   */
  async open(
    path: string,
    options: { readonly machine: string; readonly collectionId: string; readonly toleranceUsec: number },
  ): Promise<void> {
    const { machine, collectionId, toleranceUsec } = options;
    this.#file = await createSyncPointFile(path, { moduleName: machine, collectionId, toleranceUsec });
  }

  /**
   * A run begins.
   *
   * @param startUsec - its time zero, in µs on the host's clock
   * @param limitUsec - a clock that is less sure is told of, once
   */
  start(startUsec: number, limitUsec: number, onUnsure: (uncertaintyUsec: number) => void): void {
    this.#watch = { limitUsec, onUnsure };
    this.#startUsec = startUsec;
    // The first looks are those of a clock that was not followed yet.
    this.#first = this.#last;
    this.#worstUsec = this.#last?.uncertaintyUsec ?? 0;
    this.#look();
  }

  #look(): void {
    const { uncertaintyUsec = 0 } = this.#last ?? {};
    if (this.#watch === undefined || uncertaintyUsec <= this.#watch.limitUsec) return;
    const { onUnsure } = this.#watch;
    this.#watch = undefined;
    onUnsure(uncertaintyUsec);
  }

  close(): void {
    this.#file?.close();
    this.#file = undefined;
  }

  report(): MachineClockReport | undefined {
    const [first, last] = [this.#first, this.#last];
    if (first === undefined || last === undefined) return undefined;
    return {
      offsetUsec: { first: first.offsetUsec, last: last.offsetUsec },
      driftPpm: last.driftPpm,
      worstUncertaintyUsec: this.#worstUsec,
      stepCount: last.stepCount,
    };
  }
}
