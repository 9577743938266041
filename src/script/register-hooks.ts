/**
 * What `syntalos-mlink/register` adds to Node's loader; runs in the thread of its hooks.
 *
 * @module
 */
import { readFile } from 'node:fs/promises';
import type { LoadHook } from 'node:module';
import { loadTranspiler } from './transpile.ts';

/** Loads TypeScript as plain JavaScript that keeps its positions, and leaves the rest to others. */
export const load: LoadHook = async (url, context, next) => {
  if (!/^file:.*\.m?ts$/.test(url)) return next(url, context);
  const transpile = await loadTranspiler();
  const { code, map } = transpile(new URL(url), await readFile(new URL(url), 'utf8'));
  const base64 = Buffer.from(JSON.stringify({ ...map, sources: [url] })).toString('base64');
  return {
    format: 'module',
    source: `${code}\n//# sourceMappingURL=data:application/json;base64,${base64}\n`,
    shortCircuit: true,
  };
};
