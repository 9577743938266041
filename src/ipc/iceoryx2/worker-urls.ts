/**
 * Where the worker entry files of this folder are once compiled.
 *
 * The one place that knows: the compiler rewrites `.ts` in imports, but not in URL strings.
 *
 * @module
 */
export const PUMP_WORKER_URL: URL = new URL('./pump.worker.js', import.meta.url);
