/**
 * The file of an analysis, by its URL.
 *
 * @module
 */
import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SyntalosError, describeValue } from '../errors.ts';

/**
 * The absolute path of the file of an analysis.
 *
 * @param label - names the analysis in messages
 * @param moduleUrl - a `file:` URL or an absolute path
 * @throws ERR_SYNTALOS_INVALID_ARGUMENT - for a relative path, or another kind of URL
 * @throws ERR_SYNTALOS_MODULE_LOAD - when there is no such file
 */
export function analysisFile(label: string, moduleUrl: URL | string): string {
  const isPath = typeof moduleUrl === 'string' && !moduleUrl.startsWith('file:');
  if (isPath && !isAbsolute(moduleUrl)) {
    throw new SyntalosError(
      'ERR_SYNTALOS_INVALID_ARGUMENT',
      `Cannot make ${label}: file is ${describeValue(moduleUrl)}, expected a URL such as new URL('./heavy.ts', import.meta.url)`,
    );
  }
  let path: string;
  try {
    path = isPath ? moduleUrl : fileURLToPath(moduleUrl);
  } catch (cause) {
    throw new SyntalosError(
      'ERR_SYNTALOS_INVALID_ARGUMENT',
      `Cannot make ${label}: file is ${describeValue(String(moduleUrl))}, expected a file: URL`,
      { cause },
    );
  }
  if (existsSync(path)) return path;
  throw new SyntalosError(
    'ERR_SYNTALOS_MODULE_LOAD',
    `Cannot load analysis file "${path}": there is no such file`,
    { details: { path } },
  );
}
