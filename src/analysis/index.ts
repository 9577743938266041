/**
 * Ordered parallel analysis: a heavy function of the user's runs in worker threads, on records
 * that stay where they are in the ring.
 *
 * {@link Analysis} runs in the module's thread; files with `task` or `thread` in their name in the worker threads.
 *
 * Knows items, places in shared memory and a pool of threads; knows nothing of ports or runs but
 * that one begins and ends.
 *
 * @module
 */
export { Analysis, type AnalysisInit } from './analysis.ts';
export type { AnalysisOptions } from './analysis-options.ts';
export { HandOverIterator } from './hand-over-iterator.ts';
export type { AnalysisSource } from './analysis-source.ts';
