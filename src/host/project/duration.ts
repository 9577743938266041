/**
 * Durations as people write them: `10s`, `5min`.
 *
 * @module
 */
const MSEC_OF_UNIT: Readonly<Record<string, number>> = { ms: 1, s: 1000, min: 60_000, h: 3_600_000 };
const PART = /(\d+(?:\.\d+)?)\s*(ms|s|min|h)\s*/gy;

/** What {@link parseDuration} reads, for messages. */
export const DURATION_FORM = 'a time with its unit (ms, s, min or h), such as "10s" or "1min 30s"';

/** Longest duration that a timer of Node can hold in one go: 2^31 - 1 ms, nearly 25 days. */
const MAX_MSEC = 2 ** 31 - 1;

/**
 * Reads a duration such as `10s`, `500ms`, `1.5h` or `1min 30s`.
 *
 * @returns ms, above 0; `undefined` if the text is not a duration or longer than 24 days
 */
export function parseDuration(text: string): number | undefined {
  const trimmed = text.trim();
  let msec = 0;
  let end = 0;
  for (const part of trimmed.matchAll(PART)) {
    msec += Number(part[1]) * MSEC_OF_UNIT[part[2]!]!;
    end = part.index + part[0].length;
  }
  return end === trimmed.length && msec > 0 && msec <= MAX_MSEC ? msec : undefined;
}

/**
 * Reads a time since a beginning, as {@link parseDuration} reads durations; the beginning itself is 0, with or without
 * a unit.
 *
 * @returns ms; `undefined` if the text is no time
 */
export function parseTime(text: string): number | undefined {
  return /^\s*0+\s*(?:ms|s|min|h)?\s*$/.test(text) ? 0 : parseDuration(text);
}
