/**
 * The TOML files of a unit: read whole and checked, written whole or not at all.
 *
 * Calls here are synchronous on purpose: the files are a few hundred bytes, and a dataset must
 * name its data on disk before the first byte of data is written.
 *
 * @module
 */

import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { TomlDate, TomlError, parse, stringify, type TomlTable, type TomlValue } from 'smol-toml';
import { SyntalosError, describeValue, messageOf } from '../errors.ts';
import { isMissing, storageError } from './storage-error.ts';

/** Largest TOML file that is read, in bytes: far above any real one, far below any trouble. */
const MAX_TOML_BYTES = 16 * 1024 * 1024;

/**
 * Reads a TOML file. Integers come as `bigint`, fractions as `number` (so that `60.0` stays one when it
 * is written again), date-times as `TomlDate`.
 *
 * @returns the table, or `undefined` if there is no such file
 * @throws `ERR_SYNTALOS_STORAGE` if it can't be read, `ERR_SYNTALOS_EDL` if it is not TOML
 */
export function readTomlFile(path: string): TomlTable | undefined {
  let text: string;
  try {
    const { size } = statSync(path);
    if (size > MAX_TOML_BYTES) {
      throw new RangeError(`it has ${size} bytes, at most ${MAX_TOML_BYTES} are read`);
    }
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw storageError('read', path, error);
  }
  try {
    return parse(text, { integersAsBigInt: true, useLegacyDate: true });
  } catch (error) {
    const where = error instanceof TomlError ? `line ${error.line}, column ${error.column}: ` : '';
    const what = (messageOf(error).split('\n', 1)[0] ?? '').replace(/^Invalid TOML document: /, '');
    throw new SyntalosError('ERR_SYNTALOS_EDL', `Cannot read "${path}": ${where}${what}`, {
      cause: error,
      details: { path },
    });
  }
}

/**
 * Writes a TOML file under its final name only when it is whole; keys are sorted, as Syntalos does.
 * A `bigint` is an integer, a `number` a fraction, as {@link readTomlFile} gives them.
 *
 * @throws `ERR_SYNTALOS_STORAGE` naming `path`
 */
export function writeTomlFile(path: string, table: TomlTable): void {
  const text = stringify(sortKeys(table), { numbersAsFloat: true });
  // Several modules may save the same group at once: each has a temporary file of its own.
  const temporary = `${path}.${Math.random().toString(36).slice(2, 10)}.tmp`;
  try {
    writeFileSync(temporary, text, { flag: 'wx' });
    renameSync(temporary, path);
  } catch (error) {
    try {
      rmSync(temporary, { force: true });
    } catch {
      // What kept us from writing keeps us from clearing up: the first error says it.
    }
    throw storageError('write', path, error);
  }
}

/**
 * Removes a file, if there is one.
 *
 * @throws `ERR_SYNTALOS_STORAGE` naming `path`
 */
export function removeTomlFile(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch (error) {
    throw storageError('remove', path, error);
  }
}

function sortKeys(table: TomlTable): TomlTable {
  return Object.fromEntries(
    Object.entries(table)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => [key, sortValue(value)]),
  );
}

function sortValue(value: TomlValue): TomlValue {
  if (Array.isArray(value)) return value.map(sortValue);
  return isTable(value) ? sortKeys(value) : value;
}

/** A value of a TOML file for messages: `7`, not the `7n` of how it was read. */
export function describeToml(value: unknown): string {
  return typeof value === 'bigint' ? value.toString() : describeValue(value);
}

/** Returns whether a value of a TOML file is a table. */
export function isTable(value: unknown): value is TomlTable {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** A TOML offset date-time of whole seconds, as manifests hold it. */
class OffsetDateTime extends TomlDate {
  override toISOString(): string {
    return super.toISOString().replace(/\.\d+/, '');
  }
}

/**
 * An instant as a TOML offset date-time with seconds resolution.
 *
 * @param date - the instant; its milliseconds are dropped
 * @param offsetMinutes - minutes that the local clock is ahead of UTC; this machine's by default
 */
export function offsetDateTime(date: Date, offsetMinutes: number = -date.getTimezoneOffset()): TomlDate {
  const local = new Date(date.getTime() + offsetMinutes * 60_000).toISOString().slice(0, 19);
  const distance = Math.abs(offsetMinutes);
  const two = (value: number): string => Math.trunc(value).toString().padStart(2, '0');
  const offset =
    distance === 0 ? 'Z' : `${offsetMinutes < 0 ? '-' : '+'}${two(distance / 60)}:${two(distance % 60)}`;
  return new OffsetDateTime(`${local}${offset}`);
}
