import { fork } from 'node:child_process';
import { once } from 'node:events';
import { symlinkSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import fc from 'fast-check';
import {
  TsyncReader,
  TsyncTimeType,
  TsyncTimeUnit,
  TsyncWriter,
  type TsyncBlock,
  type TsyncWriterOptions,
} from 'syntalos-mlink/timing';
import { test, type Test } from 'tap';
import { holds } from './support/holds.ts';
import { MemorySink } from './support/memory-sink.ts';

const options: TsyncWriterOptions = {
  moduleName: 'camera',
  collectionId: '0198c0de-1234-7abc-8def-0123456789ab',
};

const RANGES: Record<TsyncTimeType, readonly [min: bigint, max: bigint]> = {
  [TsyncTimeType.INT16]: [-(2n ** 15n), 2n ** 15n - 1n],
  [TsyncTimeType.INT32]: [-(2n ** 31n), 2n ** 31n - 1n],
  [TsyncTimeType.INT64]: [-(2n ** 63n), 2n ** 63n - 1n],
  [TsyncTimeType.UINT16]: [0n, 2n ** 16n - 1n],
  [TsyncTimeType.UINT32]: [0n, 2n ** 32n - 1n],
  [TsyncTimeType.UINT64]: [0n, 2n ** 64n - 1n],
};
const types = Object.values(TsyncTimeType);

test('what is written is read again: all pairs of types, any block size, any count', async (t) => {
  const seen = new Set<string>();
  const cases = fc
    .record({
      type1: fc.constantFrom(...types),
      type2: fc.constantFrom(...types),
      blockSize: fc.oneof(fc.integer({ min: 128, max: 600 }), fc.constantFrom(128, 2800, 2 ** 31 - 1)),
      asNumbers: fc.boolean(),
    })
    .chain((shape) =>
      fc.record({
        shape: fc.constant(shape),
        entries: fc.array(
          fc.tuple(
            fc.bigInt({ min: RANGES[shape.type1][0], max: RANGES[shape.type1][1] }),
            fc.bigInt({ min: RANGES[shape.type2][0], max: RANGES[shape.type2][1] }),
          ),
          { maxLength: 40 },
        ),
        repeat: fc.constantFrom(1, 3, 16, 32),
      }),
    );
  await holds(
    t,
    fc.asyncProperty(cases, async ({ shape, entries: few, repeat }) => {
      const entries = Array.from({ length: repeat }, () => few).flat();
      seen.add(`${shape.type1}/${shape.type2}`);
      const sink = new MemorySink();
      const writer = await TsyncWriter.create(sink, {
        ...options,
        blockSize: shape.blockSize,
        time1: { type: shape.type1 },
        time2: { type: shape.type2 },
      });
      for (const [first, second] of entries)
        writer.write(given(first, shape.asNumbers), given(second, shape.asNumbers));
      writer.close();
      const read = (await TsyncReader.fromBytes(sink.bytes, 'memory')).readAll();
      return (
        read.warnings.length === 0 &&
        read.time1.length === entries.length &&
        entries.every(
          ([first, second], i) => BigInt(read.time1[i]!) === first && BigInt(read.time2[i]!) === second,
        )
      );
    }),
    600,
  );
  t.comment(`${seen.size} of ${types.length ** 2} pairs of types`);
});

test('files read block by block beside each other, and beside one that is written, keep their checksums', async (t) => {
  const sinks = [new MemorySink(), new MemorySink()];
  for (const [at, sink] of sinks.entries()) {
    const writer = await TsyncWriter.create(sink, { ...options, blockSize: 128 });
    for (let i = 0; i < 500; i++) writer.write(i, i * (at + 2));
    writer.close();
  }
  const late = new MemorySink();
  const writer = await TsyncWriter.create(late, { ...options, blockSize: 128, flushMsec: 0 });
  const readers = await Promise.all(sinks.map((sink) => TsyncReader.fromBytes(sink.bytes, 'memory')));
  const walks = readers.map((reader) => reader.blocks());
  const warnings: unknown[] = [];
  for (let round = 0; round < 4; round++) {
    for (const [at, walk] of walks.entries()) {
      const block = walk.next().value as TsyncBlock;
      warnings.push(block.warning);
      t.equal(Number(block.time2[1]) - Number(block.time2[0]), at + 2, 'the entries of its own file');
      for (let i = 0; i < 50; i++) writer.write(i, i);
    }
  }
  writer.close();
  t.strictSame(
    warnings,
    Array.from({ length: 8 }, () => undefined),
  );
  const written = (await TsyncReader.fromBytes(late.bytes, 'memory')).readAll();
  t.strictSame([written.time1.length, written.warnings], [400, []]);
});

test('blocks larger than the buffer are written in pieces, with one checksum', async (t) => {
  const sink = new MemorySink();
  const writer = await TsyncWriter.create(sink, { ...options, blockSize: 100_000 });
  const first = Float64Array.from({ length: 250_000 }, (_, i) => i * 33);
  const second = BigInt64Array.from({ length: 250_000 }, (_, i) => BigInt(-i));
  writer.writeBatch(first, second);
  writer.close();
  const reader = await TsyncReader.fromBytes(sink.bytes, 'memory');
  t.strictSame(
    [...reader.blocks()].map((block) => [block.time1.length, block.warning]),
    [
      [100_000, undefined],
      [100_000, undefined],
      [50_000, undefined],
    ],
  );
  t.ok(reader.readAll().time2.every((time, i) => Number(time) === -i));
});

test('each complete block is in the file at once, and no part of the next', async (t) => {
  const path = join(await temporaryFolder(t), 'open.tsync');
  const writer = await TsyncWriter.create(path, { ...options, blockSize: 128 });
  for (let i = 0; i < 300; i++) writer.write(i, i);
  using reader = await TsyncReader.open(path);
  t.equal(reader.readAll().time1.length, 256, 'no error: the file ends with a block');
  writer.close();
});

test('a writer that is killed leaves a file that is readable up to its last complete block', async (t) => {
  const path = join(await temporaryFolder(t), 'killed.tsync');
  const child = fork(new URL('./fixtures/endless-writer.js', import.meta.url), [path]);
  const [written] = (await once(child, 'message')) as [number];
  child.kill('SIGKILL');
  await once(child, 'exit');

  using reader = await TsyncReader.open(path);
  const { time1, time2, warnings } = reader.recover();
  t.ok(time1.length >= written, `${time1.length} entries, ${written} were reported`);
  t.equal(time1.length % 128, 0);
  t.strictSame(warnings, []);
  t.ok(time1.every((time, i) => Number(time) === i && Number(time2[i]) === 2 * i));
});

test('an entry is on disk half a second after it was written, also when no other follows', async (t) => {
  const path = join(await temporaryFolder(t), 'open.tsync');
  const writer = await TsyncWriter.create(path, { ...options, flushMsec: 20 });
  for (let i = 0; i < 5; i++) writer.write(i, 2 * i);
  const read = async (): Promise<number[]> => {
    using reader = await TsyncReader.open(path);
    return [...reader.recover().tail.time2].map(Number);
  };
  while ((await read()).length === 0) await setTimeout(5);
  t.strictSame(await read(), [0, 2, 4, 6, 8]);

  writer.write(5, 10);
  writer.close();
  using reader = await TsyncReader.open(path);
  t.strictSame([...reader.readAll().time2].map(Number), [0, 2, 4, 6, 8, 10], 'one block with its checksum');
});

test('a thread that never rests flushes, too', async (t) => {
  const path = join(await temporaryFolder(t), 'busy.tsync');
  const writer = await TsyncWriter.create(path, { ...options, flushMsec: 5 });
  writer.write(0, 0);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
  writer.write(1, 1);
  using reader = await TsyncReader.open(path);
  t.equal(reader.recover().tail.time1.length, 2);
  writer.close();
});

test('a disk that is full when entries are flushed is an error of the next call', async (t) => {
  const sink = new MemorySink();
  const write = sink.write.bind(sink);
  const writer = await TsyncWriter.create(sink, { ...options, flushMsec: 5 });
  let refused = 0;
  sink.write = (bytes) => {
    refused++;
    write(bytes.subarray(0, 0));
    throw new Error('no space');
  };
  writer.write(0, 0);
  while (refused === 0) await setTimeout(5);
  t.throws(() => writer.close(), { message: 'no space' });
  t.equal(refused, 1);
  t.ok(sink.closed);
});

test('a full disk is an error that names the path and what to do', async (t) => {
  const path = join(await temporaryFolder(t), 'full.tsync');
  symlinkSync('/dev/full', path);
  await t.rejects(TsyncWriter.create(path, options), {
    code: 'ERR_SYNTALOS_STORAGE',
    message: new RegExp(`Cannot write tsync file "${path}": ENOSPC.*free some space`),
    details: { path },
  });
});

test('a folder that cannot be written to is an error that names the path', async (t) => {
  const folder = await temporaryFolder(t);
  await writeFile(join(folder, 'file'), '');
  for (const path of [join(folder, 'file', 'x.tsync'), join(folder, 'missing', 'x.tsync')]) {
    await t.rejects(TsyncWriter.create(path, options), {
      code: 'ERR_SYNTALOS_STORAGE',
      message: new RegExp(`Cannot create tsync file "${path}"`),
    });
  }
});

test('after a failed write the writer refuses entries with the same error, and still closes its sink', async (t) => {
  const sink = new MemorySink();
  const full = new Error('disk full');
  let room = 2;
  const writer = await TsyncWriter.create(
    {
      name: 'limited',
      write: (bytes) => {
        if (room-- <= 0) throw full;
        sink.write(bytes);
      },
      close: () => sink.close(),
    },
    { ...options, blockSize: 128 },
  );
  const times = Array.from({ length: 256 }, (_, i) => i);
  t.throws(() => writer.writeBatch(times, times), full);
  t.throws(() => writer.write(1, 1), full);
  writer.close();
  t.ok(sink.closed);
  t.equal((await sink.entries()).length, 128, 'the block before it is intact');
});

test('values that a type cannot hold are refused and leave no trace', async (t) => {
  const REFUSED = { code: 'ERR_SYNTALOS_INVALID_ARGUMENT' };
  for (const type of types) {
    const [min, max] = RANGES[type];
    const sink = new MemorySink();
    const writer = await TsyncWriter.create(sink, { ...options, time1: { type }, time2: { type } });
    for (const value of [min - 1n, max + 1n, Number(max) * 2 + 5, 0.5, NaN, Infinity]) {
      t.throws(() => writer.write(value, 0), REFUSED, `${value} as type ${type}`);
      t.throws(() => writer.write(0, value), REFUSED);
    }
    writer.write(1, 2);
    writer.close();
    t.strictSame(await sink.entries(), [[1, 2]]);
    t.throws(() => writer.write(1, 2), { code: 'ERR_SYNTALOS_CLOSED' });
  }
});

test('options out of their ranges are refused', async (t) => {
  const wrong: TsyncWriterOptions[] = [
    { ...options, blockSize: 127 },
    { ...options, blockSize: 128.5 },
    { ...options, blockSize: 2 ** 31 },
    { ...options, createdSec: 0.5 },
    { ...options, mode: 2 as 1 },
    { ...options, time1: { unit: 5 as 4 } },
    { ...options, time2: { type: 5 as 4 } },
  ];
  for (const each of wrong) {
    await t.rejects(TsyncWriter.create(new MemorySink(), each), { code: 'ERR_SYNTALOS_INVALID_ARGUMENT' });
  }
  const writer = await TsyncWriter.create(new MemorySink(), options);
  t.throws(() => writer.writeBatch([1, 2], [1]), { code: 'ERR_SYNTALOS_INVALID_ARGUMENT' });
  t.strictSame(writer.header.time1, {
    name: 'device-time',
    unit: TsyncTimeUnit.MICROSECONDS,
    type: TsyncTimeType.INT64,
  });
  t.strictSame(writer.header.time2.name, 'master-time');
});

function given(value: bigint, asNumber: boolean): number | bigint {
  const number = Number(value);
  return asNumber && Number.isSafeInteger(number) ? number : value;
}

async function temporaryFolder(t: Test): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tsync-'));
  t.teardown(() => rm(folder, { recursive: true }));
  return folder;
}
