/**
 * Where the worker entry file of this folder is once compiled.
 *
 * The one place that knows: the compiler rewrites `.ts` in imports, but not in URL strings.
 *
 * @module
 */
export const ANALYSIS_WORKER_URL: URL = new URL('./analysis.worker.cjs', import.meta.url);
