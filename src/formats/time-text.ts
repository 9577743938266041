/**
 * Times as tables write them: numbers, clock times, dates.
 *
 * @module
 */

/** A field that is a time: in its column's unit, or in µs by itself. */
export type TimeValue =
  { readonly kind: 'number'; readonly value: number } | { readonly kind: 'usec'; readonly value: number };

/** `1:02:03.5` or `02:03.5`: hours, minutes, seconds. */
const CLOCK = /^(?:(\d+):)?(\d{1,2}):(\d{1,2}(?:[.,]\d+)?)$/;
/** ISO 8601, with a space or `T` between date and time, a fraction of any length, perhaps a zone. */
const DATE = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:[.,](\d+))?\s*(Z|[+-]\d{2}:?\d{2})?$/i;

/**
 * Reads a field as a time. Quotes around it are dropped; a comma may stand for the decimal point.
 *
 * @returns µs for clock times (since midnight or the start) and dates (since 1970, UTC where they
 *   name no zone); `undefined` if the field is no time
 */
export function parseTimeText(field: string): TimeValue | undefined {
  const text = field
    .trim()
    .replace(/^"(.*)"$/, '$1')
    .replace(/^'(.*)'$/, '$1')
    .trim();
  if (text === '') return undefined;
  const value = Number(text.replace(',', '.'));
  if (Number.isFinite(value)) return { kind: 'number', value };
  const usec = clockUsec(text) ?? dateUsec(text);
  return usec === undefined ? undefined : { kind: 'usec', value: usec };
}

function clockUsec(text: string): number | undefined {
  const match = CLOCK.exec(text);
  if (match === null) return undefined;
  const [, hours = '0', minutes = '0', seconds = '0'] = match;
  const sec = Number(seconds.replace(',', '.'));
  return Math.round((Number(hours) * 3600 + Number(minutes) * 60 + sec) * 1e6);
}

function dateUsec(text: string): number | undefined {
  const match = DATE.exec(text);
  if (match === null) return undefined;
  const [, day, time, fraction = '', zone = 'Z'] = match;
  const msec = Date.parse(`${day}T${time}${zone.toUpperCase()}`);
  if (!Number.isFinite(msec)) return undefined;
  return msec * 1000 + Math.round(Number(`0.${fraction || '0'}`) * 1e6);
}
