/**
 * Which of Syntalos' menu entries a program serves, found in its text.
 *
 * Syntalos must know before it starts the program, and starting it here could open a camera. So the program's
 * own files are looked at, as plain JavaScript: comments, texts and types do not count.
 *
 * @module
 */
import type { ModuleFeature } from './module-details.ts';

const CALLBACKS: Readonly<Record<string, ModuleFeature>> = {
  onShowSettings: 'show-settings',
  onShowDisplay: 'show-display',
};

/**
 * The features whose callbacks the code gives to its link: by a property of that name, such as
 * `link.onShowSettings = …`, `{ onShowSettings() {} }` or `link['onShowSettings'] = …`, except one that is set
 * to null.
 *
 * @param codes - the files of a program, without types
 */
export function findFeatures(codes: readonly string[]): ModuleFeature[] {
  const found = new Set<ModuleFeature>();
  for (const code of codes) {
    const tokens = [...tokensOf(code)];
    for (const [i, token] of tokens.entries()) {
      const isQuoted = /^["']/.test(token) && tokens[i - 1] === '[' && tokens[i + 1] === ']';
      const name = isQuoted ? token.slice(1, -1) : token;
      const feature = Object.hasOwn(CALLBACKS, name) ? CALLBACKS[name] : undefined;
      const after = i + (isQuoted ? 2 : 1);
      const isNull = ['=', ':'].includes(tokens[after] ?? '') && tokens[after + 1] === 'null';
      if (feature !== undefined && !isNull) found.add(feature);
    }
  }
  return [...found].sort().reverse();
}

/** Comments, texts, names, numbers, then any single character; a backtick is looked at by hand. */
const TOKEN =
  /\/\/[^\n]*|\/\*[^]*?\*\/|"(?:\\[^]|[^"\\])*"|'(?:\\[^]|[^'\\])*'|[\p{ID_Start}$_#][\p{ID_Continue}$\u200c\u200d]*|\d[\w.]*|\s+|[^]/uy;
const REGEXP = /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n])+\/\w*/uy;
const TEMPLATE_TEXT = /(?:\\[^]|\$(?!\{)|[^`\\$])*(`|\$\{)/uy;
/** After these a slash divides; after anything else it begins a regular expression. */
const ENDS_VALUE = /^(?:[)\]}]|["'`\p{ID_Start}$_#\d])/u;
const WORDS_BEFORE_VALUE = new Set(
  'return typeof case in of delete void instanceof new do else yield await throw'.split(' '),
);

/** The words and signs of JavaScript, without space and comments; texts in their quotes. */
function* tokensOf(code: string): Generator<string> {
  let at = 0;
  let previous = '';
  /** Braces open in each `${` that has not ended; the last is the innermost. */
  const templates: number[] = [];
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(code);
    if (match !== null) at = pattern.lastIndex;
    return match;
  };
  const passTemplate = (): void => {
    if (take(TEMPLATE_TEXT)?.[1] === '${') templates.push(0);
  };
  while (at < code.length) {
    const divides = ENDS_VALUE.test(previous) && !WORDS_BEFORE_VALUE.has(previous);
    if (code[at] === '/' && !divides && !/^\/[/*]/.test(code.slice(at, at + 2)) && take(REGEXP) !== null) {
      previous = '"';
      continue;
    }
    const token = take(TOKEN)?.[0] ?? '';
    if (/^(\s|\/\/|\/\*)/.test(token)) continue;
    previous = token;
    if (token === '`') passTemplate();
    else if (templates.length > 0 && token === '{') templates[templates.length - 1]!++;
    else if (templates.length > 0 && token === '}' && templates[templates.length - 1]!-- === 0) {
      templates.pop();
      passTemplate();
    }
    yield token;
  }
}
