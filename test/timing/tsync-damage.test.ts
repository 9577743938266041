import { readFileSync } from 'node:fs';
import { createXXHash3 } from 'hash-wasm';
import { TsyncReader, timesToNumbers, type TsyncRecovery } from 'syntalos-mlink/timing';
import { test } from 'tap';

const REFUSED = { code: 'ERR_SYNTALOS_TSYNC' };

/** `continuous-u32-u64`: 300 entries of 12 bytes in blocks of 128. */
const file = readFileSync(new URL('../../../test/vectors/tsync/continuous-u32-u64.tsync', import.meta.url));
const headerEnd = 144;
const fullBlock = 128 * 12 + 16;
const blockStarts = [headerEnd, headerEnd + fullBlock, headerEnd + 2 * fullBlock];
const hash = await createXXHash3(0, 0);

test('cut anywhere, a file gives the entries of its complete blocks and the place of the damage', async (t) => {
  const wrong: string[] = [];
  for (let length = 0; length < file.length; length++) {
    const cut = file.subarray(0, length);
    if (length < headerEnd) {
      await t.rejects(TsyncReader.fromBytes(cut, 'cut'), REFUSED, `header cut at ${length}`);
      continue;
    }
    const complete = Math.floor((length - headerEnd) / fullBlock);
    const isWhole = (length - headerEnd) % fullBlock === 0;
    const { time1, time2, damage, warnings } = await recover(cut);
    const place = headerEnd + complete * fullBlock;
    const right =
      time1.length === complete * 128 &&
      entriesAre(time1, time2) &&
      warnings.length === 0 &&
      (isWhole ? damage === undefined : damage?.details['offset'] === place);
    if (!right) wrong.push(`cut at ${length}`);
  }
  t.strictSame(wrong, []);
});

test('cut anywhere, a file gives the whole entries of its last block, too', async (t) => {
  const wrong: string[] = [];
  for (let length = headerEnd; length < file.length; length++) {
    const { time1, time2, tail } = await recover(file.subarray(0, length));
    const complete = Math.floor((length - headerEnd) / fullBlock);
    const inBlock = length - headerEnd - complete * fullBlock;
    const blockEntries = complete === 2 ? 44 : 128;
    // Less than 8 bytes of a terminator may pass for an entry's.
    const least = complete * 128 + Math.min(Math.floor(inBlock / 12), blockEntries);
    const first = [...timesToNumbers(time1), ...timesToNumbers(tail.time1)];
    const second = [...timesToNumbers(time2), ...timesToNumbers(tail.time2)];
    const right =
      first.length === least && first.every((time, i) => time === i && second[i] === 33333 * i + 100);
    if (!right) wrong.push(`cut at ${length}: ${first.length} instead of ${least}`);
  }
  t.strictSame(wrong, []);
});

test('a damaged terminator in the middle does not hide the blocks behind it', async (t) => {
  const flipped = Buffer.from(file);
  flipped[headerEnd + fullBlock - 16]! ^= 1;
  const { time1, tail, damage } = await recover(flipped);
  t.equal(damage?.code, 'ERR_SYNTALOS_TSYNC');
  t.equal(time1.length, 0);
  t.ok(entriesAre(tail.time1, tail.time2));
  t.equal(tail.time1.length, 300);

  const { tail: beside } = await recover(Buffer.concat([file, Buffer.alloc(20)]));
  t.equal(beside.time1.length, 44, 'what follows the last block is no entry');
});

test('any flipped bit is noticed, and what does not hang on it is read', async (t) => {
  const wrong: string[] = [];
  for (let at = 0; at < file.length; at++) {
    const flipped = Buffer.from(file);
    flipped.writeUInt8(flipped.readUInt8(at) ^ (1 << (at % 8)), at);
    if (at < headerEnd) {
      await t.rejects(TsyncReader.fromBytes(flipped, 'flipped'), REFUSED, `header byte ${at}`);
      continue;
    }
    const block = Math.floor((at - headerEnd) / fullBlock);
    const end = Math.min(headerEnd + (block + 1) * fullBlock, file.length);
    const inTerminator = at >= end - 16 && at < end - 8;
    const inEntries = at < end - 16;
    const { time1, time2, damage, warnings } = await recover(flipped);
    const right = inTerminator
      ? damage?.code === REFUSED.code && time1.length === block * 128 && entriesAre(time1, time2)
      : damage === undefined &&
        time1.length === 300 &&
        warnings.length === 1 &&
        warnings[0]?.blockIndex === block &&
        warnings[0].offset === blockStarts[block] &&
        warnings[0].firstEntry === block * 128 &&
        entriesAre(time1, time2) !== inEntries;
    if (!right) wrong.push(`flipped at ${at}`);
  }
  t.strictSame(wrong, []);
});

test('readAll throws where a terminator is missing; blocks gives those before it first', async (t) => {
  const reader = await TsyncReader.fromBytes(file.subarray(0, file.length - 1), 'short.tsync');
  t.throws(() => reader.readAll(), {
    code: 'ERR_SYNTALOS_TSYNC',
    message: /"short\.tsync": the terminator of block 2 \(from byte 3248\) is missing; 256 entries/,
  });
  let blocks = 0;
  t.throws(() => {
    for (const block of reader.blocks()) blocks += block.time1.length / 128;
  }, REFUSED);
  t.equal(blocks, 2);
});

test('bytes after the last block are damage', async (t) => {
  const { time1, damage } = await recover(Buffer.concat([file, Buffer.alloc(20)]));
  t.equal(damage?.code, 'ERR_SYNTALOS_TSYNC');
  t.equal(time1.length, 256, 'the short last block cannot be told from what follows');
});

test('other files and versions are refused with a reason', async (t) => {
  const cases: [string, Buffer, RegExp][] = [
    [
      'another magic',
      patched((bytes) => bytes.writeUInt8(0, 0)),
      /it is no tsync file: it starts with 0xb28f/,
    ],
    ['version 2', patched((bytes) => bytes.writeUInt16LE(2, 8)), /format version is 2\.2, expected 1\.2/],
    ['version 0', patched((bytes) => bytes.writeUInt16LE(0, 8)), /format version is 0\.2, expected 1\.2/],
    ['version 1.1', patched((bytes) => bytes.writeUInt16LE(1, 10)), /version is 1\.1.*have no checksums/],
    ['version 1.0', patched((bytes) => bytes.writeUInt16LE(0, 10)), /version is 1\.0.*have no checksums/],
    ['an empty file', Buffer.alloc(0), /header is damaged: it does not end within 0 bytes/],
    ['a string without end', patched((bytes) => bytes.writeUInt32LE(0xfffffffe, 20)), /header is damaged/],
  ];
  for (const [what, bytes, message] of cases) {
    await t.rejects(TsyncReader.fromBytes(bytes, 'x.tsync'), { code: 'ERR_SYNTALOS_TSYNC', message }, what);
  }
});

test('a header with a right checksum and a wrong value is refused', async (t) => {
  const cases: [string, (bytes: Buffer) => unknown, RegExp][] = [
    ['mode', (bytes) => bytes.writeUInt16LE(7, 80), /its mode is 7, expected 0 or 1/],
    ['block size', (bytes) => bytes.writeInt32LE(-1, 82), /its block size is -1, expected at least 1/],
    ['unit', (bytes) => bytes.writeUInt16LE(9, 98), /the unit of time "frame-no" is 9/],
    ['type', (bytes) => bytes.writeUInt16LE(5, 100), /the type of time "frame-no" is 5/],
    ['user data', (bytes) => bytes.write('x', 71), /user data is no JSON/],
    ['text', (bytes) => bytes.writeUInt8(0xff, 24), /no UTF-8/],
  ];
  for (const [what, change, message] of cases) {
    const bytes = patched(change);
    bytes.writeBigUInt64LE(xxh3(bytes.subarray(8, 128)), 136);
    await t.rejects(TsyncReader.fromBytes(bytes, 'x.tsync'), { code: 'ERR_SYNTALOS_TSYNC', message }, what);
  }
});

test('a later minor version and null strings are read', async (t) => {
  const bytes = Buffer.concat([
    file.subarray(0, 20),
    Buffer.from('ffffffffffffffffffffffff', 'hex'),
    file.subarray(80, 127),
    Buffer.alloc(1),
    Buffer.alloc(16),
    file.subarray(headerEnd),
  ]);
  bytes.writeUInt16LE(3, 10);
  bytes.writeBigUInt64LE(0x9198e2n, 80);
  bytes.writeBigUInt64LE(xxh3(bytes.subarray(8, 80)), 88);

  const reader = await TsyncReader.fromBytes(bytes, 'nulls.tsync');
  t.match(reader.header, { moduleName: '', collectionId: '', userData: {}, blockSize: 128 });
  t.equal(reader.readAll().time1.length, 300);
});

for (const withLengths of [true, false]) {
  test(`a file of Syntalos 2 is read, its header's checksum ${withLengths ? 'with' : 'without'} lengths of strings`, async (t) => {
    const old = asOldFile(withLengths);
    const { time1, time2, damage, warnings } = await recover(old);
    t.ok(entriesAre(time1, time2));
    t.equal(time1.length, 300);
    t.equal(damage, undefined);
    t.strictSame(warnings, []);

    old.writeUInt8(1, 30);
    await t.rejects(TsyncReader.fromBytes(old, 'old.tsync'), REFUSED, 'a damaged one is not');
  });
}

test('a file that does not exist is named', async (t) => {
  await t.rejects(TsyncReader.open('/nowhere/x.tsync'), {
    code: 'ERR_SYNTALOS_STORAGE',
    message: /Cannot read tsync file "\/nowhere\/x\.tsync": ENOENT/,
  });
});

async function recover(bytes: Buffer): Promise<TsyncRecovery> {
  const reader = await TsyncReader.fromBytes(bytes, 'damaged.tsync');
  return reader.recover();
}

function entriesAre(time1: TsyncRecovery['time1'], time2: TsyncRecovery['time2']): boolean {
  return (
    timesToNumbers(time1).every((time, i) => time === i) &&
    timesToNumbers(time2).every((time, i) => time === 33333 * i + 100)
  );
}

function patched(change: (bytes: Buffer) => unknown): Buffer {
  const bytes = Buffer.from(file);
  change(bytes);
  return bytes;
}

function xxh3(bytes: Uint8Array): bigint {
  return BigInt(`0x${hash.init().update(bytes).digest('hex')}`);
}

/** The same file with the words and checksums of the releases before version 3. */
function asOldFile(withLengths: boolean): Buffer {
  const bytes = Buffer.from(file);
  const terminator = 0x1126000000000000n;
  bytes.writeBigUInt64LE(0xf223434e5953548an, 0);
  bytes.writeBigUInt64LE(terminator, 128);
  for (const end of [...blockStarts.slice(1), file.length]) bytes.writeBigUInt64LE(terminator, end - 16);
  const lengthOffsets = [20, 27, 67, 86, 102];
  const covered = withLengths
    ? bytes.subarray(8, 128)
    : Buffer.from(
        bytes.subarray(8, 128).filter((_, i) => !lengthOffsets.some((at) => i + 8 >= at && i + 8 < at + 4)),
      );
  bytes.writeBigUInt64LE(xxh3(covered), 136);
  return bytes;
}
