/**
 * The `zarr.json` of one array of a signal recording.
 *
 * @module
 */
import { join } from 'node:path';
import type { StoreFiles } from './store-files.ts';

/** The types of an array's values, with their bytes. */
export const VALUE_BYTES: Readonly<Record<ValueType, number>> = {
  uint16: 2,
  int32: 4,
  uint32: 4,
  float32: 4,
  uint64: 8,
};

/** The type of an array's values. */
export type ValueType = 'uint16' | 'int32' | 'uint32' | 'float32' | 'uint64';

/** What an array is. */
export interface ArrayDescription {
  readonly valueType: ValueType;
  /** Values of a row; left out, the array has one dimension. */
  readonly columns?: number;
  /** Rows of an inner chunk. */
  readonly chunkRows: number;
  readonly dimensionNames: readonly string[];
  /** Those without a value are left out. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** The `zarr.json` of an array (recorder-formats.md section 2): all there is, at one moment, for its readers. */
export class ArrayMetadata {
  /** Rows that the next {@link write} names. */
  rows = 0;
  readonly #path: string;
  readonly #files: StoreFiles;
  readonly #description: ArrayDescription;

  constructor(folder: string, files: StoreFiles, description: ArrayDescription) {
    this.#path = join(folder, 'zarr.json');
    this.#files = files;
    this.#description = description;
  }

  /** @param chunkCount - inner chunks of the shard */
  async write(chunkCount: number): Promise<void> {
    const { valueType, columns, chunkRows, dimensionNames, attributes } = this.#description;
    const shapeOf = (rows: number): number[] => (columns === undefined ? [rows] : [rows, columns]);
    const bytes = { name: 'bytes', configuration: { endian: 'little' } };
    const metadata = {
      zarr_format: 3,
      node_type: 'array',
      shape: shapeOf(this.rows),
      data_type: valueType,
      dimension_names: dimensionNames,
      fill_value: 0,
      attributes,
      chunk_grid: { name: 'regular', configuration: { chunk_shape: shapeOf(chunkCount * chunkRows) } },
      chunk_key_encoding: { name: 'default', configuration: { separator: '/' } },
      codecs: [
        {
          name: 'sharding_indexed',
          configuration: {
            chunk_shape: shapeOf(chunkRows),
            codecs: [bytes, { name: 'zstd', configuration: { level: 3, checksum: true } }],
            index_codecs: [bytes],
            index_location: 'end',
          },
        },
      ],
    };
    await this.#files.replace(this.#path, `${JSON.stringify(metadata, undefined, 4)}\n`);
  }
}
