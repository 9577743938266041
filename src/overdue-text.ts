/**
 * What is said of user code that does not come back: what and where, since when, and when it is given up.
 *
 * @module
 */

/** User code that has not come back. */
export interface OverdueCode {
  /** What it is, at the begin of a sentence: `Callback "prepare" of module "cam"`. */
  readonly what: string;
  /** What it does not do: `returned`. */
  readonly verb: string;
  /** Its file, as far as it is known. */
  readonly program: string | undefined;
  /** Number of the item that it takes, from 0 in its run; -1 if it takes none. */
  readonly item: number;
  readonly durationMsec: number;
  /** ms since 1970. */
  readonly nowMsec: number;
  /** When it is given up, and what is then: half a sentence. */
  readonly outlook: string;
}

/** The warning about it. */
export function overdueText(code: OverdueCode): string {
  const { what, verb, program, item, durationMsec, nowMsec, outlook } = code;
  const place = [
    ...(program === undefined ? [] : [program]),
    ...(item < 0 ? [] : [`at item ${item}`]),
    `since ${clockTime(nowMsec - durationMsec)}`,
  ].join(', ');
  return `${what} has not ${verb} for ${Math.round(durationMsec)} ms: ${place}; ${outlook}`;
}

/** The time of day, to the second: `14:03:07`. */
export function clockTime(epochMsec: number): string {
  return new Date(epochMsec).toTimeString().slice(0, 8);
}

/** A limit in words: `15 s`. */
export function limitText(limitMsec: number): string {
  return limitMsec < 1_000 ? `${limitMsec} ms` : `${Number((limitMsec / 1_000).toFixed(1))} s`;
}
