/**
 * What the arrays of a store are, by the stream that they hold (recorder-formats.md section 2).
 *
 * @module
 */
import { edlFloat, type EdlDataset } from '../../../edl/index.ts';
import { SyntalosError } from '../../../errors.ts';
import { DataType } from '../../../types/index.ts';
import type { StreamMetadata } from '../recording/stream-metadata.ts';
import type { ArrayDescription, ValueType } from './array-metadata.ts';

/** The name of a type that a store can hold. */
export type SignalType = 'F32' | 'I32' | 'U16' | 'LineReading';

/** What a store can hold, by the names of its setting. */
export const SIGNAL_TYPES: Readonly<Record<SignalType, DataType>> = {
  F32: DataType.SignalBlockF32,
  I32: DataType.SignalBlockI32,
  U16: DataType.SignalBlockU16,
  LineReading: DataType.LineReading,
};

const VALUE_TYPES: Readonly<Record<SignalType, ValueType>> = {
  F32: 'float32',
  I32: 'int32',
  U16: 'uint16',
  LineReading: 'uint32',
};

/** Rows of a chunk where the rate is not known, and for lines. */
const CHUNK_ROWS = 10_000;
const LEAST_CHUNK_ROWS = 1000;
const MOST_CHUNK_ROWS = 100_000;

const LINE_SIGNALS = ['line_id', 'value'];
/** Of readings, whose sender names none. */
const LINE_TIME_UNIT = 'microseconds';

/** The arrays of a stream. */
export interface StoreLayout {
  /** One for each column. */
  readonly signalNames: readonly string[];
  arraysOf(collectionId: string): { readonly timestamps: ArrayDescription; readonly data: ArrayDescription };
}

/** @throws ERR_SYNTALOS_METADATA - when the stream does not name its signals */
export function storeLayout(type: SignalType, stream: StreamMetadata): StoreLayout {
  const isOfLines = type === 'LineReading';
  const signalNames = isOfLines ? LINE_SIGNALS : stream.signalNames;
  if (signalNames.length === 0) {
    throw new SyntalosError(
      'ERR_SYNTALOS_METADATA',
      'Cannot record the stream: it does not name its signals; set the metadata "signal_names" where it is sent',
    );
  }
  const { dataOffset, dataScale, dataUnit, sampleRateHz } = stream;
  const chunkRows = isOfLines ? CHUNK_ROWS : chunkRowsOf(sampleRateHz);
  return {
    signalNames,
    arraysOf: (collectionId) => ({
      timestamps: {
        valueType: 'uint64',
        chunkRows,
        dimensionNames: [isOfLines ? 'event' : 'time'],
        attributes: { time_unit: timeUnitOf(type, stream) },
      },
      data: {
        valueType: VALUE_TYPES[type],
        ...(signalNames.length === 1 ? {} : { columns: signalNames.length }),
        chunkRows,
        dimensionNames: dataDimensions(isOfLines, signalNames.length),
        attributes: {
          collection_id: collectionId,
          data_offset: dataOffset,
          data_scale: dataScale,
          data_unit: dataUnit,
          sample_rate: sampleRateHz,
          signal_names: signalNames,
        },
      },
    }),
  };
}

/** Sets the attributes of the dataset that are known of the stream. */
export function describeStream(dataset: EdlDataset, type: SignalType, stream: StreamMetadata): void {
  const { dataOffset, dataScale, dataUnit, sampleRateHz, signalNames, sourceType } = stream;
  const floats = { sample_rate: sampleRateHz, data_scale: dataScale, data_offset: dataOffset };
  for (const [key, value] of Object.entries(floats)) {
    if (value !== undefined) dataset.setAttribute(key, edlFloat(value));
  }
  dataset.setAttribute('time_unit', timeUnitOf(type, stream) ?? null);
  dataset.setAttribute('data_unit', dataUnit ?? null);
  dataset.setAttribute('src_mod_type', sourceType ?? null);
  dataset.setAttribute('signal_names', signalNames);
}

function timeUnitOf(type: SignalType, { timeUnit }: StreamMetadata): string | undefined {
  return timeUnit ?? (type === 'LineReading' ? LINE_TIME_UNIT : undefined);
}

function dataDimensions(isOfLines: boolean, columns: number): string[] {
  if (isOfLines) return ['line', 'value'];
  return columns === 1 ? ['time'] : ['time', 'channel'];
}

function chunkRowsOf(sampleRateHz: number | undefined): number {
  if (sampleRateHz === undefined) return CHUNK_ROWS;
  return Math.min(MOST_CHUNK_ROWS, Math.max(LEAST_CHUNK_ROWS, Math.round(sampleRateHz)));
}
