/**
 * Options that all threads of this package are started with.
 *
 * @module
 */

/** What makes Node load code before a program's own, in `NODE_OPTIONS`. */
const PRELOAD = /(^|[\s"])(--import|--require|-r|--loader|--experimental-loader)([\s="]|$)/;
const SOURCE_MAPS = '--enable-source-maps';
/** Options of the process that make each thread write a profile of its own when it ends. */
const PROFILE = /^--(cpu|heap)-prof(-dir|-interval)?(=|$)/;
/** Those of them whose value is the next word. */
const VALUE_FOLLOWS = /-(dir|interval)$/;

/** How Node is to start a thread. */
export interface ThreadOptions {
  readonly execArgv: string[];
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Node options for a thread: none of what the process preloads, be it by its command line or by `NODE_OPTIONS`,
 * which each new thread would read again.
 *
 * Hooks of module loading (`--import`, as test runners and transpilers give) would make the start of
 * each thread several times slower; no thread of ours needs any, since programs are prepared before
 * they run (`src/script`).
 */
export function threadOptions(): ThreadOptions {
  const { NODE_OPTIONS: nodeOptions = '', ...env } = process.env;
  const profileOptions = process.execArgv.flatMap((option, at, words) => {
    if (!PROFILE.test(option)) return [];
    return [VALUE_FOLLOWS.test(option) ? `${option}=${words[at + 1]}` : option];
  });
  const hasSourceMaps = process.execArgv.includes(SOURCE_MAPS) || nodeOptions.includes(SOURCE_MAPS);
  if (nodeOptions !== '' && !PRELOAD.test(nodeOptions)) env['NODE_OPTIONS'] = nodeOptions;
  return { execArgv: [...(hasSourceMaps ? [SOURCE_MAPS] : []), ...profileOptions], env };
}
