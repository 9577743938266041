/**
 * A recorded signal as a TimeSeries.
 *
 * @module
 */
import {
  MetaFloat,
  type DataTypeName,
  type MetaMap,
  type SignalBlock,
  type SignalData,
} from '../../types/index.ts';
import type { StreamProgress } from '../export-options.ts';
import { stampUsec, textsOf } from '../recorded-table.ts';
import { GrowingArray, type ArrayKind } from './growing-array.ts';
import type { Hdf5File } from './hdf5-file.ts';
import { objectAttributes } from './nwb-file.ts';

/** A signal to write. */
export interface SignalToWrite {
  /** Path of its group in the file. */
  readonly path: string;
  /** Name of its dataset in the recording. */
  readonly name: string;
  readonly dataType: DataTypeName;
  readonly metadata: MetaMap;
  readonly blocks: AsyncIterable<SignalBlock<SignalData>>;
  readonly progress: StreamProgress;
}

/** Attributes of times in seconds, one for each sample. */
export const TIMESTAMP_ATTRIBUTES = { interval: { int32: 1 }, unit: 'seconds' } as const;

const KIND_OF: Partial<Record<DataTypeName, ArrayKind>> = {
  SignalBlockF32: 'float32',
  SignalBlockI32: 'int32',
  SignalBlockU16: 'uint16',
};

/**
 * Writes the values as they were recorded, with what makes numbers of a unit of them, and the time of each row;
 * without rows, nothing is made.
 */
export async function writeSignal(file: Hdf5File, signal: SignalToWrite): Promise<void> {
  const { path, name, dataType, metadata, blocks, progress } = signal;
  const usec = stampUsec(metadata);
  let data: GrowingArray | undefined;
  let times: GrowingArray | undefined;
  try {
    for await (const block of blocks) {
      if (data === undefined || times === undefined) {
        file.group(path, {
          ...objectAttributes('TimeSeries'),
          description: `Signal "${name}" as recorded`,
          comments: commentOn(metadata),
        });
        data = new GrowingArray(file, `${path}/data`, {
          kind: KIND_OF[dataType] ?? 'float32',
          rowShape: block.cols === 1 ? [] : [block.cols],
          attributes: {
            unit: textOf(metadata['data_unit']) ?? 'unknown',
            conversion: { float32: numberOf(metadata['data_scale']) ?? 1 },
            offset: { float32: numberOf(metadata['data_offset']) ?? 0 },
            resolution: { float32: -1 },
            continuity: 'continuous',
          },
        });
        times = new GrowingArray(file, `${path}/timestamps`, {
          kind: 'float64',
          attributes: TIMESTAMP_ATTRIBUTES,
        });
      }
      data.push(block.data);
      times.push(Float64Array.from(block.timestamps, (stamp) => (Number(stamp) * usec) / 1e6));
      progress.add(block.rows, Number(block.timestamps.at(-1)) * usec);
    }
  } finally {
    // Of a signal that is damaged, what came before.
    data?.finish();
    times?.finish();
  }
}

function commentOn(metadata: MetaMap): string {
  const names = textsOf(metadata['signal_names']);
  const rateHz = numberOf(metadata['sample_rate']);
  return [
    names.length === 0 ? '' : `Columns: ${names.join(', ')}`,
    rateHz === undefined ? '' : `Nominal sample rate: ${rateHz} Hz`,
  ]
    .filter((text) => text !== '')
    .join('. ');
}

function numberOf(value: unknown): number | undefined {
  if (value instanceof MetaFloat) return value.value;
  return typeof value === 'number' ? value : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
