/**
 * Options that all threads of this package are started with.
 *
 * @module
 */

/**
 * Node options for a thread: none of what the process preloads.
 *
 * Hooks of module loading (`--import`, as test runners and transpilers give) would make the start of
 * each thread several times slower; no thread of ours needs any, since programs are prepared before
 * they run (`src/script`).
 */
export function threadExecArgv(): string[] {
  return process.execArgv.filter((flag) => flag === '--enable-source-maps');
}
