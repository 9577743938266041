/**
 * Metadata of a recorded signal, as its source once set it.
 *
 * @module
 */
import { MetaFloat, type MetaMap, type MetaValue } from '../types/index.ts';

const TEXTS = ['time_unit', 'data_unit'] as const;
const FLOATS = ['sample_rate', 'data_scale', 'data_offset'] as const;

/**
 * Metadata from attributes of a file or dataset.
 *
 * @param sources - attributes; the first that has a key decides
 * @param names - of the signals; from the attributes if left out
 */
export function signalMetadata(
  sources: readonly Readonly<Record<string, unknown>>[],
  names?: readonly string[],
): MetaMap {
  const find = (key: string): unknown => sources.find((source) => source[key] !== undefined)?.[key];
  const metadata: Record<string, MetaValue> = {};
  const signalNames = names ?? find('signal_names');
  if (Array.isArray(signalNames) && signalNames.length > 0)
    metadata['signal_names'] = signalNames.map(String);
  for (const key of TEXTS) {
    const value = find(key);
    if (typeof value === 'string' && value !== '') metadata[key] = value;
  }
  for (const key of FLOATS) {
    const value = find(key);
    if (typeof value === 'number') metadata[key] = new MetaFloat(value);
  }
  return metadata;
}

/** The sample rate of a signal, Hz; `undefined` if it is not known. */
export function sampleRateOf(metadata: MetaMap): number | undefined {
  const rate = metadata['sample_rate'];
  return rate instanceof MetaFloat && rate.value > 0 ? rate.value : undefined;
}

/** Rows of a block when a signal is played: 10 ms of it, or 100 rows if its rate is not known. */
export function rowsPerBlock(sampleRateHz: number | undefined): number {
  return sampleRateHz === undefined ? 100 : Math.min(10_000, Math.max(1, Math.round(sampleRateHz / 100)));
}
