import * as fc from 'fast-check';
import { test } from 'tap';
import { isSyntalosError } from '#src/errors';
import {
  DATA_TYPES,
  StreamReader,
  codecOf,
  dataTypeName,
  decodeMetaMap,
  encode,
  encodeMetaMap,
  spanOf,
  type DataOf,
  type DataType,
} from 'syntalos-mlink/types';
import { ANY_ITEM, anyMetaMap } from './arbitrary-items.js';
import { itemVectors, messageVectors } from './message-vectors.js';

/** Reads bytes that may be anything. @returns whether they were taken */
type Reading = (bytes: Uint8Array) => boolean;

const FUZZ_RUNS = 12_000;

for (const type of DATA_TYPES) {
  const read = itemReading(type);

  test(`bytes of any kind are a ${dataTypeName(type)} or an ERR_SYNTALOS_DECODE`, (t) => {
    const anyItem: fc.Arbitrary<DataOf<DataType>> = ANY_ITEM[type];
    const damaged = fc
      .tuple(anyItem, fc.array(fc.tuple(fc.nat(), fc.nat(0xff)), { maxLength: 3 }), fc.nat(3))
      .map(([item, changes, cut]) => damage(encode(type, item), changes, cut));
    t.doesNotThrow(() => fuzz(damaged, read));
    t.end();
  });
}

test('bytes of any kind are metadata or an ERR_SYNTALOS_DECODE', (t) => {
  const damaged = fc
    .tuple(anyMetaMap, fc.array(fc.tuple(fc.nat(), fc.nat(0xff)), { maxLength: 3 }), fc.nat(3))
    .map(([map, changes, cut]) => damage(encodeMetaMap(map), changes, cut));
  t.doesNotThrow(() => fuzz(damaged, metadataReading));
  t.end();
});

for (const [at, { name, type, bytes }] of itemVectors().entries()) {
  const read = itemReading(type);

  test(`recorded item ${at}, a ${name}, is refused when cut at any byte or with a byte behind it`, (t) => {
    for (let length = 0; length < bytes.length; length++) {
      t.notOk(read(bytes.subarray(0, length)), `cut to ${length} bytes`);
    }
    t.notOk(read(Uint8Array.from([...bytes, 0])), 'with a byte behind it');
    t.end();
  });

  test(`recorded item ${at}, a ${name}, is an item or refused with any byte changed`, (t) => {
    t.equal(changeEveryByte(bytes, read), 255 * bytes.length);
    t.end();
  });
}

test('the recorded metadata is refused when cut, and metadata or refused with any byte changed', (t) => {
  const { bytes } = messageVectors().find(({ type }) => type === 'MetaMap')!;
  for (let length = 0; length < bytes.length; length++) {
    t.notOk(metadataReading(bytes.subarray(0, length)), `cut to ${length} bytes`);
  }
  t.equal(changeEveryByte(bytes, metadataReading), 255 * bytes.length);
  t.end();
});

test('a length that the bytes cannot hold is refused before memory is asked for', (t) => {
  const many = [0xffn, 2n ** 31n, 2n ** 32n, 2n ** 40n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n];
  for (const { name, type, bytes } of itemVectors()) {
    const read = itemReading(type);
    for (let offset = 0; offset + 8 <= bytes.length; offset++) {
      for (const length of many) {
        const changed = bytes.slice();
        new DataView(changed.buffer).setBigUint64(offset, length, true);
        read(changed);
      }
    }
    t.pass(`${name} read or refused with a large number at every byte`);
  }
  for (const length of many) {
    const bytes = new Uint8Array(40);
    new DataView(bytes.buffer).setBigUint64(0, length, true);
    for (const read of ['str', 'bytes', 'strList', 'metaMap'] as const) {
      t.throws(() => new StreamReader(bytes, 'test')[read]('field'), { code: 'ERR_SYNTALOS_DECODE' });
    }
  }
  t.end();
});

test('metadata nested deeper than the stack is refused', (t) => {
  const deepArrays = Uint8Array.from({ length: 900_000 }, (_, at) => [7, 1, 0, 0, 0, 0, 0, 0, 0][at % 9]!);

  t.throws(() => new StreamReader(deepArrays, 'test').metaValue('deep'), {
    code: 'ERR_SYNTALOS_DECODE',
    message: 'Cannot decode test: "deep" is nested more than 64 deep',
  });
  t.end();
});

function itemReading(type: DataType): Reading {
  const codec = codecOf(type);
  return (bytes) => {
    const item = attempt(() => codec.decode(spanOf(bytes), 0, bytes.byteLength));
    // What was taken has to be an item by our own rules, too.
    if (item !== undefined && codec.measure(item) === 0) throw new Error('an item of no bytes');
    return item !== undefined;
  };
}

function metadataReading(bytes: Uint8Array): boolean {
  const map = attempt(() => decodeMetaMap(bytes));
  if (map !== undefined) encodeMetaMap(map);
  return map !== undefined;
}

/** The value, or undefined for a refusal; any other error goes on. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (isSyntalosError(error, 'ERR_SYNTALOS_DECODE')) return undefined;
    throw error;
  }
}

/** Reads random and damaged bytes; throws what reading throws, with the seed. */
function fuzz(damaged: fc.Arbitrary<Uint8Array>, read: Reading): void {
  const anyBytes = fc.oneof(fc.uint8Array({ maxLength: 100 }), damaged);
  fc.assert(
    fc.property(anyBytes, (bytes) => void read(bytes)),
    { numRuns: FUZZ_RUNS },
  );
}

/** Tries every other value of every byte; answers how many it tried. */
function changeEveryByte(bytes: Uint8Array, read: Reading): number {
  let tried = 0;
  const changed = bytes.slice();
  for (let at = 0; at < bytes.length; at++) {
    for (let mask = 1; mask < 256; mask++, tried++) {
      changed[at] = bytes[at]! ^ mask;
      read(changed);
    }
    changed[at] = bytes[at]!;
  }
  return tried;
}

function damage(bytes: Uint8Array, changes: readonly [number, number][], cut: number): Uint8Array {
  const damaged = bytes.slice(0, bytes.length - cut);
  for (const [at, value] of changes) damaged[at % damaged.length] = value;
  return damaged;
}
