import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { test } from 'tap';
import type { ArrayDescription } from '#src/host/modules/signal-recorder/array-metadata';
import { STORE_FILES, type StoreFiles } from '#src/host/modules/signal-recorder/store-files';
import { ZarrArray } from '#src/host/modules/signal-recorder/zarr-array';
import { ZarrStore } from '#src/host/modules/signal-recorder/zarr-store';
import { loadZstd } from '#src/zstd';
import { readZarrArray } from './support/read-zarr.js';

const COLUMNS = 32;
const PAGE_BYTES = 4096;

/** Values that zstd cannot make small. */
function noise(row: number, column: number): number {
  return Math.imul(row * COLUMNS + column + 1, 2654435761) ^ Math.imul(row + 7, 40503 * (column + 3));
}

function rowsOf(from: number, to: number): Uint8Array {
  const values = new Int32Array((to - from) * COLUMNS);
  for (let i = 0; i < values.length; i++) values[i] = noise(from + Math.floor(i / COLUMNS), i % COLUMNS);
  return new Uint8Array(values.buffer);
}

const DESCRIPTION: ArrayDescription = {
  valueType: 'int32',
  columns: COLUMNS,
  chunkRows: 64,
  dimensionNames: ['time', 'channel'],
  attributes: { data_unit: 'µV' },
};

/**
 * The file system of a process that is killed at each of its steps: after each call of the kernel, and within it,
 * after each page, `look` sees what would be left.
 */
function filesOfTheKilled(look: () => Promise<void>): StoreFiles {
  return {
    makeFolder: (path) => STORE_FILES.makeFolder(path),
    async create(path) {
      const file = await STORE_FILES.create(path);
      return {
        async write(pieces, position) {
          const bytes = Buffer.concat(pieces);
          for (let at = 0; at < bytes.length;) {
            const page = Math.min(bytes.length, at + PAGE_BYTES - ((position + at) % PAGE_BYTES));
            await file.write([bytes.subarray(at, page)], position + at);
            await look();
            at = page;
          }
        },
        async truncate(byteLength) {
          await file.truncate(byteLength);
          await look();
        },
        close: () => file.close(),
      };
    },
    async replace(path, text) {
      await STORE_FILES.replace(path, text);
      await look();
    },
  };
}

test('a store opens at every moment of its life, with all rows that were committed', async (t) => {
  const store = t.testdir();
  let committed = 0;
  let pushed = 0;
  let looks = 0;
  const lengths = new Set<number>();
  const look = async (): Promise<void> => {
    if (!existsSync(join(store, 'data', 'zarr.json'))) {
      if (committed > 0) t.fail('the array is gone');
      return;
    }
    looks++;
    lengths.add((await stat(join(store, 'data', 'c', '0', '0'))).size);
    const { rows } = await readZarrArray(store, 'data', [0, 1]);
    if (rows < committed || rows > pushed) t.fail(`${rows} rows, ${committed} committed, ${pushed} pushed`);
    // The last chunks, where something is going on, and one that was complete long ago.
    for (const [from, to] of [
      [rows - 130, rows],
      [0, 3],
    ] as const) {
      const start = Math.max(0, from);
      const { data } = await readZarrArray(store, 'data', [start, to]);
      for (let i = 0; i < data.length; i++) {
        const expected = noise(start + Math.floor(i / COLUMNS), i % COLUMNS);
        if (data[i] !== expected) {
          t.fail(`row ${start + Math.floor(i / COLUMNS)} of ${rows}: ${data[i]}, expected ${expected}`);
          return;
        }
      }
    }
  };
  const array = await ZarrArray.create(DESCRIPTION, {
    folder: join(store, 'data'),
    files: filesOfTheKilled(look),
    zstd: await loadZstd('test'),
  });
  // Steps around the length of a chunk, and several chunks at once.
  for (const step of [1, 62, 1, 1, 63, 64, 65, 700, 10, 10, 10, 10, 2000, 64, 5, 64, 1500, 30]) {
    array.push(rowsOf(pushed, pushed + step));
    pushed += step;
    await array.commit();
    committed = pushed;
  }
  array.push(rowsOf(pushed, pushed + 7));
  pushed += 7;
  await array.finish();
  committed = pushed;
  await look();
  t.ok(looks > 300, `${looks} looks`);
  t.ok(lengths.size > 4, 'it grew');
  const { data, rows, attributes } = await readZarrArray(store, 'data');
  t.equal(rows, pushed);
  t.ok(Array.from(data).every((value, i) => value === noise(Math.floor(i / COLUMNS), i % COLUMNS)));
  t.strictSame(attributes, { data_unit: 'µV' });
});

test('rows are in the store soon, before it is closed, and a failure is told by path and ends it', async (t) => {
  const zstd = await loadZstd('test');
  const path = join(t.testdir(), 'a.zarr');
  const timestamps: ArrayDescription = {
    valueType: 'uint64',
    chunkRows: 1000,
    dimensionNames: ['time'],
    attributes: {},
  };
  const data: ArrayDescription = { ...timestamps, valueType: 'uint16' };
  const errors: Error[] = [];
  let isFull = false;
  const store = await ZarrStore.create(path, {
    zstd,
    timestamps,
    data,
    commitMsec: 10,
    onError: (error) => errors.push(error),
    files: {
      ...STORE_FILES,
      replace: (file, text) => {
        if (isFull) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
        return STORE_FILES.replace(file, text);
      },
    },
  });
  const push = (row: number): Promise<void> | undefined =>
    store.push(
      new Uint8Array(BigUint64Array.of(BigInt(row)).buffer),
      new Uint8Array(Uint16Array.of(row).buffer),
    );
  await push(0);
  await push(1);
  while (!existsSync(join(path, 'timestamps', 'zarr.json'))) await delay(5);
  t.strictSame(Array.from((await readZarrArray(path, 'data')).data, Number), [0, 1]);
  t.strictSame(Array.from((await readZarrArray(path, 'timestamps')).data, Number), [0, 1]);
  isFull = true;
  await push(2);
  while (errors.length === 0) await delay(5);
  t.match(errors[0], {
    code: 'ERR_SYNTALOS_STORAGE',
    message: `Cannot write Zarr store "${path}": ENOSPC: no space left on device`,
  });
  t.throws(() => push(3), { code: 'ERR_SYNTALOS_STORAGE' });
  await t.rejects(store.close(), { code: 'ERR_SYNTALOS_STORAGE' });
  t.equal(errors.length, 1);
  t.ok((await readZarrArray(path, 'data')).rows >= 2, 'what was committed can be read');
});

test('a store without rows is a group alone', async (t) => {
  const path = join(t.testdir(), 'a.zarr');
  const array: ArrayDescription = {
    valueType: 'uint64',
    chunkRows: 10,
    dimensionNames: ['time'],
    attributes: {},
  };
  const store = await ZarrStore.create(path, {
    zstd: await loadZstd('test'),
    timestamps: array,
    data: array,
    onError: (error) => t.error(error),
  });
  await store.close();
  t.ok(existsSync(join(path, 'zarr.json')));
  t.notOk(existsSync(join(path, 'data')));
});
