// Source files and lines in the texts of failures, which name built files.
import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { ROOT } from './test-files.mjs';

const PLACE = /(?:file:\/\/)?([\w./@-]+\.js):(\d+)(?::(\d+))?/g;
const maps = new Map();

/** The text with `build/test/x.test.js:31:5` as `test/x.test.ts:40:9`; places without a source map stay. */
export function originalPlaces(text) {
  return text.replaceAll(PLACE, (place, path, line, column) => {
    const file = resolve(ROOT, path);
    const entry = mapOf(file)?.findEntry(Number(line) - 1, Number(column ?? 1) - 1);
    if (entry?.originalSource === undefined) return place;
    const source = relative(ROOT, join(dirname(file), entry.originalSource));
    return `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  });
}

function mapOf(file) {
  if (!maps.has(file)) {
    const path = `${file}.map`;
    maps.set(file, existsSync(path) ? new SourceMap(JSON.parse(readFileSync(path, 'utf8'))) : undefined);
  }
  return maps.get(file);
}
