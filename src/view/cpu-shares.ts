/**
 * How much of a core threads and processes use, by what Linux says of them; nothing on other systems.
 *
 * @module
 */
import { readFileSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second, whatever its clock (`USER_HZ`). */
const TICK_MSEC = 10;
/** A share is over at least this time: below it the count is too coarse. */
const WINDOW_MSEC = 900;

/** Whose time is asked for. */
export interface CpuUser {
  readonly threadIds: readonly number[];
  readonly processId?: number;
}

interface Measured {
  readonly usedMsec: number;
  readonly timeMsec: number;
  readonly share: number | undefined;
}

/** Remembers what each used at the last look. */
export class CpuShares {
  readonly #measured = new Map<string, Measured>();

  /**
   * The share of a core over about the last second: 1 is one whole core.
   *
   * @returns undefined before the second look, and where the system says nothing
   */
  shareOf(name: string, user: CpuUser, nowMsec: number): number | undefined {
    const before = this.#measured.get(name);
    if (before !== undefined && nowMsec - before.timeMsec < WINDOW_MSEC) return before.share;
    const usedMsec = usedBy(user);
    if (usedMsec === undefined) return undefined;
    const share =
      before === undefined
        ? undefined
        : Math.max(0, (usedMsec - before.usedMsec) / (nowMsec - before.timeMsec));
    this.#measured.set(name, { usedMsec, timeMsec: nowMsec, share });
    return share;
  }

  /** Another run begins. */
  clear(): void {
    this.#measured.clear();
  }
}

function usedBy({ threadIds, processId }: CpuUser): number | undefined {
  if (processId !== undefined) return readMsec(`/proc/${processId}/stat`);
  const times = threadIds.map((threadId) => readMsec(`/proc/self/task/${threadId}/stat`) ?? 0);
  return times.length === 0 ? undefined : times.reduce((sum, msec) => sum + msec, 0);
}

/** Fields 14 and 15 of `stat`; the name before them may hold blanks and brackets. */
function readMsec(path: string): number | undefined {
  try {
    const text = readFileSync(path, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * TICK_MSEC;
  } catch {
    return undefined;
  }
}
