/**
 * Notices tasks of an analysis whose answer does not come, and a file that does not load: a loop without end, or
 * a promise that never settles.
 *
 * @module
 */

/** What a {@link TaskWatch} looks at. */
export interface TaskWatchParts {
  /** How long a task may take before it is reported, in ms. */
  readonly limitMsec: number;
  /** Tickets of the tasks that threads have begun and not answered. */
  readonly begun: () => readonly number[];
  /** Whether threads still load the file. */
  readonly isLoading: () => boolean;
  /** Called once for each task. */
  readonly onOverdueTask: (ticket: number, durationMsec: number) => void;
  /** Called once. */
  readonly onOverdueLoad: (durationMsec: number) => void;
}

/** Looks per limit: a duration is known to this fraction of it. */
const LOOKS_PER_LIMIT = 16;

/** Looks at the tasks of one pool, until {@link stop}. */
export class TaskWatch {
  readonly #parts: TaskWatchParts;
  readonly #timer: NodeJS.Timeout;
  /** When each task that goes on was first seen, in ms; NaN once it was reported. */
  readonly #sinceMsec = new Map<number, number>();
  readonly #startMsec = performance.now();
  #isLoadReported = false;

  constructor(parts: TaskWatchParts) {
    this.#parts = parts;
    this.#timer = setInterval(() => this.#look(), Math.max(10, parts.limitMsec / LOOKS_PER_LIMIT));
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const { limitMsec, begun, isLoading, onOverdueLoad, onOverdueTask } = this.#parts;
    const nowMsec = performance.now();
    if (!this.#isLoadReported && nowMsec - this.#startMsec >= limitMsec && isLoading()) {
      this.#isLoadReported = true;
      onOverdueLoad(nowMsec - this.#startMsec);
    }
    const tickets = begun();
    for (const ticket of this.#sinceMsec.keys()) {
      if (!tickets.includes(ticket)) this.#sinceMsec.delete(ticket);
    }
    for (const ticket of tickets) {
      const sinceMsec = this.#sinceMsec.get(ticket);
      if (sinceMsec === undefined) this.#sinceMsec.set(ticket, nowMsec);
      else if (nowMsec - sinceMsec >= limitMsec) {
        this.#sinceMsec.set(ticket, NaN);
        onOverdueTask(ticket, nowMsec - sinceMsec);
      }
    }
  }
}
