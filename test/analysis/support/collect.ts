import { Analysis, type AnalysisInit, type AnalysisOptions } from '#src/analysis/index';
import { DataType } from '#src/types/index';
import type { SyntalosError } from '#src/errors';
import type { Test } from 'tap';

/** An analysis with what came out of it. */
export interface Collected<T, R> {
  readonly analysis: Analysis<T, R>;
  readonly results: R[];
  readonly errors: SyntalosError[];
}

export function fixture(name: string): URL {
  return new URL(`../fixtures/${name}`, import.meta.url);
}

/** Starts an analysis by a fixture that is closed with the test; collects results by `onResult`. */
export function analysisOf<T, R = unknown>(
  t: Test,
  file: string | URL,
  options: AnalysisOptions<T, R> = {},
  init: Partial<AnalysisInit<T, R>> = {},
): Collected<T, R> {
  const results: R[] = [];
  const errors: SyntalosError[] = [];
  const analysis = new Analysis<T, R>({
    label: 'analysis of port "frames"',
    dataType: DataType.Frame,
    moduleUrl: typeof file === 'string' ? fixture(file) : file,
    options: { workers: 2, ...options },
    onClose: () => undefined,
    onError: (error) => errors.push(error),
    ...init,
  });
  analysis.onResult = (result) => results.push(result);
  t.teardown(() => analysis.close());
  return { analysis, results, errors };
}
