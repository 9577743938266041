/**
 * What recorders take from the metadata of a stream.
 *
 * @module
 */
import { MetaFloat, type MetaMap, type MetaValue } from '../../../types/index.ts';

/** What is known of a stream; keys that its sender did not set are missing. */
export interface StreamMetadata {
  readonly signalNames: readonly string[];
  readonly tableHeader: readonly string[];
  /** Hz, above 0. */
  readonly sampleRateHz?: number;
  readonly timeUnit?: string;
  readonly dataUnit?: string;
  /** Left out when 1, which changes nothing. */
  readonly dataScale?: number;
  /** Left out when 0, which changes nothing. */
  readonly dataOffset?: number;
  /** Type of the module that sends it. */
  readonly sourceType?: string;
}

/** Reads the metadata of a stream; values of another type than the key has are left out. */
export function streamMetadataOf(metadata: MetaMap): StreamMetadata {
  const sampleRateHz = numberOf(metadata['sample_rate']);
  const dataScale = numberOf(metadata['data_scale']);
  const dataOffset = numberOf(metadata['data_offset']);
  return {
    signalNames: textsOf(metadata['signal_names']),
    tableHeader: textsOf(metadata['table_header']),
    ...(sampleRateHz !== undefined && sampleRateHz > 0 ? { sampleRateHz } : {}),
    ...textEntry('timeUnit', metadata['time_unit']),
    ...textEntry('dataUnit', metadata['data_unit']),
    ...(dataScale === undefined || dataScale === 1 ? {} : { dataScale }),
    ...(dataOffset === undefined || dataOffset === 0 ? {} : { dataOffset }),
    ...textEntry('sourceType', metadata['src_mod_type']),
  };
}

/** The number of a metadata value, whole or not; `undefined` for what is none. */
export function numberOf(value: MetaValue | undefined): number | undefined {
  if (value instanceof MetaFloat) return value.value;
  return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : undefined;
}

/** The text of a metadata value; `undefined` for what is none, or empty. */
export function textOf(value: MetaValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function textsOf(value: MetaValue | undefined): string[] {
  if (!Array.isArray(value)) return [];
  return (value as readonly MetaValue[]).map((item) =>
    typeof item === 'string' ? item : String(numberOf(item) ?? JSON.stringify(item)),
  );
}

function textEntry<K extends string>(key: K, value: MetaValue | undefined): { readonly [key in K]?: string } {
  const text = textOf(value);
  return text === undefined ? {} : ({ [key]: text } as { [key in K]: string });
}
