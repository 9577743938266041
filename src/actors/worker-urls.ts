/**
 * Where the worker entry files of this folder are once compiled.
 *
 * The one place that knows: the compiler rewrites `.ts` in imports, but not in URL strings.
 *
 * @module
 */
export const ACTOR_THREAD_URL: URL = new URL('./actor-thread.worker.js', import.meta.url);
