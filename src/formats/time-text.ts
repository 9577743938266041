/**
 * Times as tables write them: numbers, clock times, dates.
 *
 * @module
 */

/** A field that is a time: in its column's unit, or in µs by itself. */
export type TimeValue =
  { readonly kind: 'number'; readonly value: number } | { readonly kind: 'usec'; readonly value: number };

/** What groups the digits of large numbers in a column: `1,234` is 1.234 elsewhere. */
export type Grouping = ',' | '.';

/** `1:02:03.5` or `02:03.5`: hours, minutes, seconds. */
const CLOCK = /^(?:(\d+):)?(\d{1,2}):(\d{1,2}(?:[.,]\d+)?)$/;
/** `13:02:03.5`, `13:02`, `01:02:03 PM`. */
const TIME_OF_DAY = /^(\d{1,2}):(\d{2})(?::(\d{2}(?:[.,]\d+)?))?\s*([AP]M)?$/i;
/** ISO 8601, with `/` for `-` in the day, too; and `27.11.2026`. */
const DAY = /^(?:(\d{4})[-/](\d{1,2})[-/](\d{1,2})|(\d{1,2})\.(\d{1,2})\.(\d{4}))$/;
/** A day and a time of it, with a space or `T` between them, perhaps a zone. */
const MOMENT = /^(\d[\d./-]*)(?:T|\s+)(\d[\d:.,]*(?:\s*[AP]M)?)\s*(Z|[+-]\d{2}:?\d{2})?$/i;
/** Groups of three digits parted by what cannot be a decimal point, or by one mark where another is that. */
const GROUPED = [
  /^[+-]?\d{1,3}([ '’\u00a0\u202f])\d{3}(?:\1\d{3})*(?:[.,]\d+)?$/,
  /^[+-]?\d{1,3}([.,])\d{3}(?:(?:\1\d{3})+|(?:\1\d{3})*(?!\1)[.,]\d+)$/,
];

/**
 * Reads a field as a time. Quotes around it are dropped; a comma may stand for the decimal point.
 *
 * @param grouping - what groups digits in this column, where one mark alone does not show it
 * @returns µs for clock times (since midnight or the start) and dates (since 1970, UTC where they
 *   name no zone); `undefined` if the field is no time, such as a day alone
 */
export function parseTimeText(field: string, grouping?: Grouping): TimeValue | undefined {
  const text = field
    .trim()
    .replace(/^"(.*)"$/, '$1')
    .replace(/^'(.*)'$/, '$1')
    .trim();
  if (text === '') return undefined;
  const value = parseNumber(text, grouping);
  if (value !== undefined) return { kind: 'number', value };
  const usec = clockUsec(text) ?? momentUsec(text);
  return usec === undefined ? undefined : { kind: 'usec', value: usec };
}

/** The start of a day, µs since 1970, UTC; `undefined` if the field is no day. */
export function dayUsec(field: string): number | undefined {
  const match = DAY.exec(field.trim());
  if (match === null) return undefined;
  const [year, month, day] = (
    match[1] === undefined ? [match[6], match[5], match[4]] : match.slice(1, 4)
  ).map(Number) as [number, number, number];
  const date = new Date(Date.UTC(year, month - 1, day));
  const isThere = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isThere ? date.getTime() * 1000 : undefined;
}

function parseNumber(text: string, grouping: Grouping | undefined): number | undefined {
  if (grouping !== undefined) return plainNumber(text.replaceAll(grouping, ''));
  return plainNumber(text) ?? groupedNumber(text);
}

function plainNumber(text: string): number | undefined {
  const value = Number(text.replace(',', '.'));
  return Number.isFinite(value) ? value : undefined;
}

/** A number whose digits are grouped in a way that means nothing else. */
function groupedNumber(text: string): number | undefined {
  for (const form of GROUPED) {
    const mark = form.exec(text)?.[1];
    if (mark !== undefined) return plainNumber(text.replaceAll(mark, ''));
  }
  return undefined;
}

function clockUsec(text: string): number | undefined {
  const match = CLOCK.exec(text);
  if (match === null) return timeOfDayUsec(text);
  const [, hours = '0', minutes = '0', seconds = '0'] = match;
  return Math.round((Number(hours) * 3600 + Number(minutes) * 60 + secondsOf(seconds)) * 1e6);
}

function timeOfDayUsec(text: string): number | undefined {
  const match = TIME_OF_DAY.exec(text);
  if (match === null) return undefined;
  const [, hours = '0', minutes = '0', seconds = '0', half] = match;
  const hour = half === undefined ? Number(hours) : (Number(hours) % 12) + (/p/i.test(half) ? 12 : 0);
  return Math.round((hour * 3600 + Number(minutes) * 60 + secondsOf(seconds)) * 1e6);
}

function momentUsec(text: string): number | undefined {
  const match = MOMENT.exec(text);
  if (match === null) return undefined;
  const [, day = '', time = '', zone = 'Z'] = match;
  const [midnight, ofDay] = [dayUsec(day), timeOfDayUsec(time)];
  if (midnight === undefined || ofDay === undefined) return undefined;
  return midnight + ofDay - zoneUsec(zone);
}

function zoneUsec(zone: string): number {
  const match = /^([+-])(\d{2}):?(\d{2})$/.exec(zone);
  if (match === null) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return (match[1] === '-' ? -minutes : minutes) * 60e6;
}

function secondsOf(text: string): number {
  return Number(text.replace(',', '.'));
}
