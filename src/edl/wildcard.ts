/**
 * Wildcards of scan patterns, with the meaning of POSIX `fnmatch` without flags: `*`, `?`,
 * `[a-z]`, `[!a-z]` (or `[^a-z]`), `[[:digit:]]`, and `\` before a character that means itself.
 *
 * @module
 */

type Token =
  { readonly kind: 'any-run' } | { readonly kind: 'one'; readonly matches: (char: string) => boolean };

const CLASSES: ReadonlyMap<string, RegExp> = new Map([
  ['alnum', /[\p{L}\p{N}]/u],
  ['alpha', /\p{L}/u],
  ['blank', /[ \t]/],
  ['digit', /[0-9]/],
  ['lower', /\p{Ll}/u],
  ['punct', /[!-/:-@[-`{-~]/],
  ['space', /\s/],
  ['upper', /\p{Lu}/u],
  ['xdigit', /[0-9A-Fa-f]/],
]);

/**
 * Makes a test of names out of a wildcard. The test takes at most |name| × |pattern| steps,
 * whatever the pattern.
 *
 * @example
 * ```ts
 * const isRaw = compileWildcard('cam[0-9]*.raw');
 * isRaw('cam1-left.raw'); // true
 * ```
 */
export function compileWildcard(pattern: string): (name: string) => boolean {
  const tokens = tokenize(Array.from(pattern));
  return (name) => matches(tokens, Array.from(name));
}

function matches(tokens: readonly Token[], chars: readonly string[]): boolean {
  let t = 0;
  let c = 0;
  // Where to go on if a later token fails: only the last run ever needs to grow.
  let retryToken = -1;
  let retryChar = 0;
  while (c < chars.length) {
    const token = tokens[t];
    if (token?.kind === 'any-run') {
      retryToken = ++t;
      retryChar = c;
    } else if (token?.matches(chars[c]!) === true) {
      t++;
      c++;
    } else if (retryToken >= 0) {
      t = retryToken;
      c = ++retryChar;
    } else {
      return false;
    }
  }
  while (tokens[t]?.kind === 'any-run') t++;
  return t === tokens.length;
}

function tokenize(pattern: readonly string[]): readonly Token[] {
  const tokens: Token[] = [];
  let i = 0;
  while (i < pattern.length) {
    const char = pattern[i++]!;
    if (char === '*') {
      if (tokens.at(-1)?.kind !== 'any-run') tokens.push({ kind: 'any-run' });
    } else if (char === '?') {
      tokens.push({ kind: 'one', matches: () => true });
    } else if (char === '[') {
      const set = readSet(pattern, i);
      // A bracket that is never closed means itself.
      tokens.push({ kind: 'one', matches: set?.matches ?? equals('[') });
      i = set?.end ?? i;
    } else {
      const literal = char === '\\' ? (pattern[i++] ?? '\\') : char;
      tokens.push({ kind: 'one', matches: equals(literal) });
    }
  }
  return tokens;
}

function equals(literal: string): (char: string) => boolean {
  return (char) => char === literal;
}

/** Reads a bracket expression; `start` is the place after its `[`. */
function readSet(
  pattern: readonly string[],
  start: number,
): { readonly matches: (char: string) => boolean; readonly end: number } | undefined {
  let i = start;
  const negated = pattern[i] === '!' || pattern[i] === '^';
  if (negated) i++;
  const tests: ((char: string) => boolean)[] = [];
  for (let first = true; i < pattern.length; first = false) {
    if (pattern[i] === ']' && !first) {
      return { matches: (char) => tests.some((test) => test(char)) !== negated, end: i + 1 };
    }
    const named = readClass(pattern, i);
    if (named !== undefined) {
      tests.push((char) => named.test.test(char));
      i = named.end;
      continue;
    }
    if (pattern[i] === '\\') i++;
    const low = pattern[i++];
    if (low === undefined) return undefined;
    if (pattern[i] === '-' && pattern[i + 1] !== undefined && pattern[i + 1] !== ']') {
      i++;
      if (pattern[i] === '\\') i++;
      const high = pattern[i++];
      if (high === undefined) return undefined;
      tests.push((char) => codeOf(char) >= codeOf(low) && codeOf(char) <= codeOf(high));
    } else {
      tests.push(equals(low));
    }
  }
  return undefined;
}

function codeOf(char: string): number {
  return char.codePointAt(0) ?? 0;
}

function readClass(
  pattern: readonly string[],
  start: number,
): { readonly test: RegExp; readonly end: number } | undefined {
  if (pattern[start] !== '[' || pattern[start + 1] !== ':') return undefined;
  const end = pattern.indexOf(':', start + 2);
  if (end < 0 || pattern[end + 1] !== ']') return undefined;
  const test = CLASSES.get(pattern.slice(start + 2, end).join(''));
  return test === undefined ? undefined : { test, end: end + 2 };
}
