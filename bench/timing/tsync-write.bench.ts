/**
 * How many entries a second reach a tsync file, one by one and in batches, beside writing as many
 * bytes bare: the same file size in writes of one block.
 *
 * @module
 */
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TsyncWriter } from 'syntalos-mlink/timing';
import { compare, type Bench } from '../harness.ts';

const ENTRIES = 2_800_000;
const BLOCK_ENTRIES = 2800;
const BLOCK_BYTES = BLOCK_ENTRIES * 16 + 16;

export const run: Bench = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tsync-bench-'));
  const bare = (): number => writeBare(join(folder, 'bare'));
  const shared = { bench: 'tsync-write', unit: 'entries/s', peer: { name: 'bare bytes', measure: bare } };
  try {
    return [
      await compare({ ...shared, subject: 'one by one', ours: () => writeEach(join(folder, 'each.tsync')) }),
      await compare({
        ...shared,
        subject: 'in batches',
        ours: () => writeBatches(join(folder, 'batch.tsync')),
      }),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
};

async function writeEach(path: string): Promise<number> {
  const writer = await TsyncWriter.create(path, { moduleName: 'bench', collectionId: '' });
  const start = performance.now();
  for (let i = 0; i < ENTRIES; i++) writer.write(i * 33_333, i * 33_333 + 5);
  writer.close();
  return perSecond(start, path);
}

async function writeBatches(path: string): Promise<number> {
  const times1 = Float64Array.from({ length: 1000 }, (_, i) => i * 50);
  const times2 = Float64Array.from({ length: 1000 }, (_, i) => i * 50 + 3);
  const writer = await TsyncWriter.create(path, { moduleName: 'bench', collectionId: '' });
  const start = performance.now();
  for (let i = 0; i < ENTRIES; i += 1000) writer.writeBatch(times1, times2);
  writer.close();
  return perSecond(start, path);
}

function writeBare(path: string): number {
  const block = new Uint8Array(BLOCK_BYTES).fill(7);
  const start = performance.now();
  const fd = openSync(path, 'w');
  for (let i = 0; i < ENTRIES; i += BLOCK_ENTRIES) writeSync(fd, block);
  closeSync(fd);
  return perSecond(start, path);
}

function perSecond(start: number, path: string): number {
  const seconds = (performance.now() - start) / 1000;
  if (statSync(path).size < (ENTRIES / BLOCK_ENTRIES) * BLOCK_BYTES) throw new Error('the work was not done');
  return ENTRIES / seconds;
}
