/** Reads a Zarr store by zarrita, which shares nothing with what wrote it. */
import { FileSystemStore } from '@zarrita/storage';
import { get, open, root, slice, type Array as ZarrArray, type DataType } from 'zarrita';

/** An array as it was read. */
export interface ReadArray {
  readonly rows: number;
  readonly columns: number;
  readonly data: ArrayLike<number | bigint>;
  readonly attributes: Record<string, unknown>;
}

/**
 * Reads one array.
 *
 * @param range - rows to read; all when left out
 */
export async function readZarrArray(
  store: string,
  name: 'timestamps' | 'data',
  range?: readonly [number, number],
): Promise<ReadArray> {
  const array: ZarrArray<DataType> = await open(root(new FileSystemStore(store)).resolve(name), {
    kind: 'array',
  });
  const [rows = 0, columns = 1] = array.shape;
  const [from, to] = range ?? [0, rows];
  const { data } = await get(array, [
    slice(Math.max(0, from), Math.min(rows, to)),
    ...array.shape.slice(1).map(() => null),
  ]);
  return { rows, columns, data: data as ArrayLike<number | bigint>, attributes: array.attrs };
}
