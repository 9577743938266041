/**
 * Where the worker entry files of this folder are once compiled.
 *
 * The one place that knows: the compiler rewrites `.ts` in imports, but not in URL strings.
 *
 * @module
 */
export const MODULE_WORKER_URL: URL = new URL('./module.worker.js', import.meta.url);

/** File of a built-in module. */
export function builtInModuleUrl(name: string): URL {
  return new URL(`./modules/${name}.js`, import.meta.url);
}
