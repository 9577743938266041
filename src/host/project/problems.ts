/**
 * Collects everything that is wrong with a project.
 *
 * @module
 */
import { SyntalosError } from '../../errors.ts';
import { didYouMean, listNames } from '../../settings/index.ts';
import { formatTomlPath, type TomlPath, type TomlTable, type TomlValue } from './toml-document.ts';

/** Says where a value comes from: `project.toml:12`, `--set cam.width`; empty if unknown. */
export type Locate = (path: TomlPath) => string;

/** Both ends belong to it. */
interface NumberRange {
  readonly min: number;
  readonly max: number;
}

/**
 * Collects everything that is wrong with a project, and reads values whose type is checked on the
 * way: a getter that finds something else notes it and gives `undefined`.
 */
export class Problems {
  readonly #lines: string[] = [];
  readonly #locate: Locate;

  constructor(locate: Locate) {
    this.#locate = locate;
  }

  /** Notes a problem with the value at a path. */
  add(path: TomlPath, text: string): void {
    const where = this.#locate(path);
    this.#lines.push(`${where}${where === '' ? '' : ': '}${formatTomlPath(path)}: ${text}`);
  }

  /** Notes a problem that no path has. */
  addLine(text: string): void {
    this.#lines.push(text);
  }

  /** Where a value comes from, for a message about another one. */
  whereIs(path: TomlPath): string {
    const where = this.#locate(path);
    return where === '' ? formatTomlPath(path) : where;
  }

  /** @throws `ERR_SYNTALOS_PROJECT` - with all problems, if there are any */
  throwIfAny(what: string): void {
    if (this.#lines.length === 0) return;
    const count = this.#lines.length === 1 ? '1 problem' : `${this.#lines.length} problems`;
    throw new SyntalosError(
      'ERR_SYNTALOS_PROJECT',
      [`Cannot use ${what}: ${count}`, ...this.#lines].join('\n'),
      { details: { problems: this.#lines.length } },
    );
  }

  /** Notes each key of a table that is not among the known ones. */
  unknownKeys(table: TomlTable, path: TomlPath, known: readonly string[]): void {
    for (const key of Object.keys(table)) {
      if (known.includes(key)) continue;
      this.add([...path, key], `unknown key${didYouMean(key, known) || `, known are ${listNames(known)}`}`);
    }
  }

  text(table: TomlTable, path: TomlPath, key: string): string | undefined {
    const value = table[key];
    if (value === undefined || typeof value === 'string') return value;
    this.#wrongType([...path, key], value, 'text');
    return undefined;
  }

  /** A text that must be there and not empty. */
  neededText(table: TomlTable, path: TomlPath, key: string): string | undefined {
    const value = this.text(table, path, key);
    if (table[key] === undefined) this.add([...path, key], 'is missing');
    else if (value === '') this.add([...path, key], 'is empty');
    return value === '' ? undefined : value;
  }

  integer(table: TomlTable, path: TomlPath, key: string, range: NumberRange): number | undefined {
    const value = this.number(table, path, key, range, 'a whole number');
    if (value === undefined || Number.isInteger(value)) return value;
    this.#notInRange([...path, key], value, range, 'a whole number');
    return undefined;
  }

  /** @param wanted - what the message asks for, before the range */
  number(
    table: TomlTable,
    path: TomlPath,
    key: string,
    range: NumberRange,
    wanted = 'a number',
  ): number | undefined {
    const value = table[key];
    if (value === undefined) return undefined;
    if (typeof value === 'number' && value >= range.min && value <= range.max) return value;
    this.#notInRange([...path, key], value, range, wanted);
    return undefined;
  }

  table(parent: TomlTable, path: TomlPath, key: string): TomlTable | undefined {
    const value = parent[key];
    if (value === undefined || isTable(value)) return value;
    this.#wrongType([...path, key], value, 'a table');
    return undefined;
  }

  /** The tables of a list such as `[[modules]]`, each with its path. */
  tables(parent: TomlTable, key: string, path: TomlPath = []): { table: TomlTable; path: TomlPath }[] {
    const value = parent[key];
    const at = [...path, key];
    if (value === undefined) return [];
    if (!Array.isArray(value)) {
      const remedy = path.length === 0 ? `write it as [[${key}]]` : 'write it as [{ … }, { … }]';
      this.add(at, `must be a list, ${remedy}`);
      return [];
    }
    const tables: { table: TomlTable; path: TomlPath }[] = [];
    for (const [i, table] of value.entries()) {
      if (isTable(table)) tables.push({ table, path: [...at, i] });
      else this.#wrongType([...at, i], table, 'a table');
    }
    return tables;
  }

  #notInRange(path: TomlPath, value: TomlValue, range: NumberRange, wanted: string): void {
    this.#wrongType(path, value, `${wanted} from ${range.min} to ${range.max}`);
  }

  #wrongType(path: TomlPath, value: TomlValue, wanted: string): void {
    this.add(path, `is ${describeTomlValue(value)}, must be ${wanted}`);
  }
}

/** Whether a value is a table. */
export function isTable(value: unknown): value is TomlTable {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** A value in a message: short ones as they are, others by kind. */
export function describeTomlValue(value: TomlValue): string {
  if (typeof value === 'string') return value.length > 60 ? 'a long text' : JSON.stringify(value);
  if (value instanceof Date) return 'a date';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a table' : String(value);
}
