/**
 * TOML with the line of every key.
 *
 * @module
 */
import { parseTOML, type AST } from 'toml-eslint-parser';
import { messageOf } from '../../errors.ts';

/** A value as TOML has it. */
export type TomlValue = string | number | boolean | Date | TomlValue[] | TomlTable;
/** A table, by key. */
export interface TomlTable {
  [key: string]: TomlValue;
}

/** Where a value stands: `['modules', 1, 'use']`. */
export type TomlPath = readonly (string | number)[];

/** A path as messages write it: `modules[1].use`. */
export function formatTomlPath(path: TomlPath): string {
  return path
    .map((step, i) => (typeof step === 'number' ? `[${step}]` : `${i === 0 ? '' : '.'}${step}`))
    .join('');
}

/** The text is no TOML. */
export class TomlSyntaxError extends Error {
  override readonly name = 'TomlSyntaxError';
  /** From 1. */
  readonly line: number;
  constructor(message: string, line: number, options?: ErrorOptions) {
    super(message, options);
    this.line = line;
  }
}

/** A parsed text: its values, and the line that each came from. */
export class TomlDocument {
  readonly root: TomlTable = {};
  readonly #lines = new Map<string, number>();

  /** @throws TomlSyntaxError - when the text is no TOML 1.1 */
  constructor(text: string) {
    const program = parse(text);
    for (const node of program.body[0].body) {
      if (node.type === 'TOMLKeyValue') this.#addKeyValue(this.root, [], node);
      else this.#addTable(node);
    }
  }

  /** The line of a value, from 1, or of the nearest thing around it that has a line. */
  lineOf(path: TomlPath): number | undefined {
    for (let length = path.length; length > 0; length--) {
      const line = this.#lines.get(formatTomlPath(path.slice(0, length)));
      if (line !== undefined) return line;
    }
    return undefined;
  }

  // The parser has a function that makes values of its tree, but a key `__proto__` in the text
  // leads it into Object.prototype (seen in 1.0.3); and lines are needed anyway.

  #addTable(node: AST.TOMLTable): void {
    const path = node.resolvedKey;
    this.#noteLine(path, node);
    if (node.kind === 'array') this.#noteLine(path.slice(0, -1), node);
    const table = this.#tableAt(this.root, path, node);
    for (const entry of node.body) this.#addKeyValue(table, path, entry);
  }

  #addKeyValue(table: TomlTable, tablePath: TomlPath, node: AST.TOMLKeyValue): void {
    const keys = node.key.keys.map((key) => (key.type === 'TOMLBare' ? key.name : key.value));
    const path = [...tablePath, ...keys];
    const parent = this.#tableAt(table, keys.slice(0, -1), node);
    // Of dotted keys, the tables on the way have a line too: that of the first that names them.
    for (let i = 1; i <= keys.length; i++) this.#noteLine([...tablePath, ...keys.slice(0, i)], node);
    parent[safeKey(keys.at(-1)!, node)] = this.#valueOf(node.value, path);
  }

  #valueOf(node: AST.TOMLContentNode, path: TomlPath): TomlValue {
    if (node.type === 'TOMLArray') {
      return node.elements.map((element, i) => {
        this.#noteLine([...path, i], element);
        return this.#valueOf(element, [...path, i]);
      });
    }
    if (node.type === 'TOMLInlineTable') {
      const table: TomlTable = {};
      for (const entry of node.body) this.#addKeyValue(table, path, entry);
      return table;
    }
    if (node.kind === 'integer' && !Number.isSafeInteger(node.value)) {
      throw new TomlSyntaxError(`The number ${node.number} is beyond 2^53`, node.loc.start.line);
    }
    return node.value;
  }

  /** Walks down from a table, making what is missing; the parser has checked that nothing clashes. */
  #tableAt(start: TomlTable, path: TomlPath, node: AST.TOMLNode): TomlTable {
    let at: TomlTable | TomlValue[] = start;
    for (const [i, step] of path.entries()) {
      const isList = typeof path[i + 1] === 'number';
      let next: TomlValue | undefined;
      if (Array.isArray(at)) next = at[step as number] ??= isList ? [] : {};
      else next = at[safeKey(String(step), node)] ??= isList ? [] : {};
      at = next as TomlTable | TomlValue[];
    }
    return at as TomlTable;
  }

  #noteLine(path: TomlPath, node: AST.TOMLNode): void {
    const name = formatTomlPath(path);
    if (!this.#lines.has(name)) this.#lines.set(name, node.loc.start.line);
  }
}

function parse(text: string): AST.TOMLProgram {
  try {
    return parseTOML(text, { tomlVersion: '1.1' });
  } catch (error) {
    const line = error instanceof Error && 'lineNumber' in error ? Number(error.lineNumber) : 1;
    throw new TomlSyntaxError(messageOf(error), line, { cause: error });
  }
}

/** Refuses names that every object has: reading them would find a method, writing could harm. */
function safeKey(key: string, node: AST.TOMLNode): string {
  if (key in Object.prototype)
    throw new TomlSyntaxError(`The key "${key}" is not allowed`, node.loc.start.line);
  return key;
}
