/**
 * Threads that are started before the code that needs them is loaded: both take their time, side by side.
 *
 * @module
 */
import { Worker } from 'node:worker_threads';
import { entryUrl } from './package-files.ts';
import { threadOptions } from './thread-options.ts';

/** By their names; one that dies before it is taken is none. */
const waiting = new Map<string, Worker>();

/**
 * Starts the thread that the first {@link startThread} of the same name will get. Until then it does not
 * hold the process.
 *
 * @param entry - an entry of `scripts/bundle.mjs`, with its extension
 */
export function startThreadEarly(entry: string, name: string): void {
  const worker = newThread(entry, name);
  worker.unref();
  // Node's own listeners are beside these: whoever takes the thread leaves all of them in place.
  const forget = (): void => {
    if (waiting.get(name) === worker) waiting.delete(name);
  };
  worker.once('error', forget).once('exit', forget);
  waiting.set(name, worker);
}

/** Starts a thread of this package, or takes the one that was started early. */
export function startThread(entry: string, name: string): Worker {
  const worker = waiting.get(name);
  if (worker === undefined) return newThread(entry, name);
  waiting.delete(name);
  worker.ref();
  return worker;
}

function newThread(entry: string, name: string): Worker {
  return new Worker(entryUrl(entry), { name, ...threadOptions() });
}
