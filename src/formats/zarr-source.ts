/**
 * A Zarr store of a recorder: what it holds, and its rows.
 *
 * @module
 */
import { basename, join } from 'node:path';
import type { Array as ZarrArray, DataType as ZarrType } from 'zarrita';
import { SyntalosError, isSyntalosError, messageOf } from '../errors.ts';
import { FileStore } from './file-store.ts';

/** The types of data that recorders write. */
export type ZarrValueType = 'float32' | 'int32' | 'uint16' | 'uint32';

/** Values of some rows. */
export type ZarrValues = Float32Array | Int32Array | Uint16Array | Uint32Array;

/** Rows that follow each other. */
export interface ZarrRows {
  readonly timestamps: BigUint64Array;
  /** rows × cols values, row by row. */
  readonly data: ZarrValues;
  readonly rows: number;
}

/** A store that is open. */
export interface ZarrSource {
  readonly path: string;
  readonly valueType: ZarrValueType;
  readonly rows: number;
  readonly cols: number;
  /** True for readings of lines: columns are line and value. */
  readonly isLines: boolean;
  /** Attributes of the data and of the time stamps. */
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Rows from one on, as many as a chunk of the store has. */
  read(from?: number): AsyncGenerator<ZarrRows, void, undefined>;
  /** Rows of the leading chunks whose time stamps are all below one and never go back; only stamps are read. */
  rowsBefore(stamp: number): Promise<number>;
}

/**
 * Opens a store.
 *
 * @returns `undefined` for a store that was never written to: nothing came while it was recorded
 * @throws SyntalosError `ERR_SYNTALOS_STORAGE`, `ERR_SYNTALOS_DECODE` - it cannot be read, or holds
 *   something else
 */
export async function openZarr(path: string): Promise<ZarrSource | undefined> {
  const zarr = await import('zarrita');
  const root = zarr.root(new FileStore(path));
  try {
    await zarr.open.v3(root, { kind: 'group' });
  } catch (error) {
    throw zarrError(path, 'zarr.json', error);
  }
  const data = await openArray(path, 'data');
  const timestamps = await openArray(path, 'timestamps');
  if (data === undefined || timestamps === undefined) return undefined;
  const valueType = data.dtype;
  if (!isValueType(valueType) || timestamps.dtype !== 'uint64' || data.shape.length > 2) {
    throw zarrError(
      path,
      'data',
      `it holds ${valueType} in ${data.shape.length} dimensions and times of ${timestamps.dtype}, expected float32, int32, uint16 or uint32 in one or two and uint64`,
    );
  }
  const isLines = valueType === 'uint32';
  if (isLines && data.shape[1] !== 2)
    throw zarrError(
      path,
      'data',
      `it holds uint32 in ${String(data.shape)}, expected two columns: line and value`,
    );
  const rows = Math.min(data.shape[0]!, timestamps.shape[0]!);
  const cols = data.shape[1] ?? 1;
  return {
    path,
    valueType,
    rows,
    cols,
    isLines,
    attributes: { ...timestamps.attrs, ...data.attrs },
    read: (from = 0) => readRows({ path, data, timestamps, rows, cols, from }),
    rowsBefore: (stamp) => rowsBefore(stamp, { path, timestamps, rows }),
  };
}

type OpenArray = ZarrArray<ZarrType>;

async function openArray(path: string, name: string): Promise<OpenArray | undefined> {
  const zarr = await import('zarrita');
  const location = zarr.root(new FileStore(path)).resolve(name);
  try {
    return await zarr.open.v3(location, { kind: 'array' });
  } catch (error) {
    if (zarr.isZarritaError(error, 'NotFoundError')) return undefined;
    throw zarrError(path, join(name, 'zarr.json'), error);
  }
}

interface RowsOptions {
  readonly path: string;
  readonly data: OpenArray;
  readonly timestamps: OpenArray;
  readonly rows: number;
  readonly cols: number;
  readonly from: number;
}

async function* readRows(options: RowsOptions): AsyncGenerator<ZarrRows, void, undefined> {
  const { path, data, timestamps, rows, cols, from } = options;
  const chunkRows = data.chunks[0]!;
  if (timestamps.chunks[0] !== chunkRows || (data.chunks[1] ?? 1) < cols) {
    throw zarrError(
      path,
      'data',
      `its chunks are of ${String(data.chunks)} and ${String(timestamps.chunks)}, expected as many rows in both and all columns in one`,
    );
  }
  for (let chunk = Math.floor(from / chunkRows); chunk * chunkRows < rows; chunk++) {
    const first = chunk * chunkRows;
    const skip = Math.max(0, from - first);
    const count = Math.min(rows - first, chunkRows);
    const times = await readChunk(path, timestamps, [chunk]);
    const values = await readChunk(path, data, data.shape.length === 1 ? [chunk] : [chunk, 0]);
    yield {
      timestamps: (times as BigUint64Array).subarray(skip, count),
      data: (values as ZarrValues).subarray(skip * cols, count * cols),
      rows: count - skip,
    };
  }
}

async function rowsBefore(
  stamp: number,
  { path, timestamps, rows }: Pick<RowsOptions, 'path' | 'timestamps' | 'rows'>,
): Promise<number> {
  const chunkRows = timestamps.chunks[0]!;
  let last = 0;
  for (let first = 0; first < rows; first += chunkRows) {
    const chunk = (await readChunk(path, timestamps, [first / chunkRows])) as BigUint64Array;
    for (const each of chunk.subarray(0, rows - first)) {
      const value = Number(each);
      if (value < last || value >= stamp) return first;
      last = value;
    }
  }
  return rows;
}

async function readChunk(path: string, array: OpenArray, at: number[]): Promise<unknown> {
  try {
    const { data } = await array.getChunk(at);
    return data;
  } catch (error) {
    if (isSyntalosError(error)) throw error;
    throw zarrError(path, array.path.slice(1), `chunk ${at[0]!} is damaged: ${messageOf(error)}`);
  }
}

function isValueType(type: string): type is ZarrValueType {
  return type === 'float32' || type === 'int32' || type === 'uint16' || type === 'uint32';
}

function zarrError(path: string, part: string, cause: unknown): SyntalosError {
  if (isSyntalosError(cause)) return cause;
  const why = typeof cause === 'string' ? cause : messageOf(cause);
  return new SyntalosError(
    'ERR_SYNTALOS_DECODE',
    `Cannot read "${part}" of Zarr store "${basename(path)}" ("${path}"): ${why}`,
    {
      details: { source: path },
    },
  );
}
