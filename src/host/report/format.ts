/**
 * Numbers as people read them. Plain functions of their arguments: no locale, no clock.
 *
 * @module
 */

/** `1 item`, `12,345 items`: a count with its noun, whose plural ends in s. */
export function formatCount(count: number, noun: string): string {
  return `${formatInteger(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** `12,345`. */
export function formatInteger(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
}

/** About three significant digits, larger numbers whole: `0.0123`, `4.57`, `60.0`, `12,345`. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value)) return formatSigned(value);
  const magnitude = Math.abs(value);
  if (magnitude >= 1000) return formatSigned(value);
  return magnitude >= 0.01 ? value.toPrecision(3) : value.toExponential(1);
}

function formatSigned(value: number): string {
  return (value < 0 ? '-' : '') + formatInteger(Math.abs(value));
}

/** A rate: `59.9/s`, `12,345/s`, `3.46 M/s`. */
export function formatRate(perSec: number): string {
  if (perSec >= 1e6) return `${(perSec / 1e6).toFixed(2)} M/s`;
  return perSec >= 1000 ? `${formatInteger(perSec)}/s` : `${perSec.toFixed(1)}/s`;
}

/** A short time in µs: `8 µs`, `1.25 ms`, `2.50 s`. */
export function formatUsec(usec: number): string {
  if (usec < 1000) return `${Math.round(usec)} µs`;
  if (usec < 1e6) return `${(usec / 1000).toPrecision(3)} ms`;
  return `${(usec / 1e6).toFixed(2)} s`;
}

/** A span in ms as a clock shows it: `8.3 s`, `2 min 05 s`, `1 h 02 min`. */
export function formatSpan(msec: number): string {
  const sec = msec / 1000;
  if (sec < 59.95) return `${sec.toFixed(1)} s`;
  const wholeSec = Math.round(sec);
  if (wholeSec < 3600) return `${Math.floor(wholeSec / 60)} min ${twoDigits(wholeSec % 60)} s`;
  const min = Math.floor(wholeSec / 60);
  return `${Math.floor(min / 60)} h ${twoDigits(min % 60)} min`;
}

function twoDigits(value: number): string {
  return value.toString().padStart(2, '0');
}

/** An amount of bytes: `812 B`, `1.31 MB` (powers of ten, as storage is sold). */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value.toString() : value.toPrecision(3)} ${units[unit]!}`;
}
