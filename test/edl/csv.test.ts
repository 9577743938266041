import fc from 'fast-check';
import { createReadStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'tap';
import { CsvDecoder, CsvEncoder, decodeCsv, parseCsv } from 'syntalos-mlink/edl';
import { newFolder } from './fixtures/folders.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);

test('CsvEncoder writes the header first, and quotes only where a field needs it', (t) => {
  const encoder = new CsvEncoder({ header: ['Time', 'Tag'] });
  encoder.push(['4024', 'alpha']);
  t.equal(encoder.pendingChars, 20);
  t.equal(textOf(encoder.take()), 'Time;Tag\n4024;alpha\n');
  t.equal(encoder.take().length, 0);

  encoder.push(['a;b', 'say "hi"', 'two\nlines', ' a,b ', '']);
  encoder.push(['']);
  encoder.push([]);
  t.equal(textOf(encoder.take()), '"a;b";"say ""hi""";"two\nlines"; a,b ;\n""\n\n');

  const commas = new CsvEncoder({ delimiter: ',' });
  commas.push(['a;b', 'c,d']);
  t.equal(textOf(commas.take()), 'a;b,"c,d"\n');
  const odd = new CsvEncoder({ delimiter: ']' });
  odd.push(['a]', '^b']);
  t.equal(textOf(odd.take()), '"a]"]^b\n');
  t.end();
});

test('parseCsv tells the delimiter from the first line', (t) => {
  t.same(parseCsv(bytesOf('a;b,c;d\n1;2;3\n')), [
    ['a', 'b,c', 'd'],
    ['1', '2', '3'],
  ]);
  t.same(parseCsv(bytesOf('a,b\n1;2,3')), [
    ['a', 'b'],
    ['1;2', '3'],
  ]);
  t.same(parseCsv(bytesOf('"a,b,c";d')), [['a,b,c', 'd']]);
  t.same(parseCsv(bytesOf('a\tb\n')), [['a', 'b']]);
  t.same(parseCsv(bytesOf('one\n')), [['one']]);
  t.same(parseCsv(bytesOf('a,b\n'), { delimiter: ';' }), [['a,b']]);
  t.end();
});

test('parseCsv takes both line ends, empty lines, a byte-order mark and quotes inside plain fields', (t) => {
  t.same(parseCsv(bytesOf('\uFEFFa;b\r\n"c\r\nd";"e"\r\n\r\n5" disk;6"\r\n;\n""')), [
    ['a', 'b'],
    ['c\r\nd', 'e'],
    [],
    ['5" disk', '6"'],
    ['', ''],
    [''],
  ]);
  t.same(parseCsv(bytesOf('')), []);
  t.end();
});

test('parseCsv names the table and line of damaged quotes and bytes', (t) => {
  const cases: readonly (readonly [text: string, message: string])[] = [
    ['a;b\n1;"x"y\n', 'line 2: "y" follows a closing quote, expected ";" or the line\'s end'],
    ['a;b\n"1\n2";3\n"4\n5', 'line 4: a quote opens there and is never closed'],
    ['"a\n\nb";"c"d', 'line 3: "d" follows a closing quote'],
  ];
  for (const [text, message] of cases) {
    t.throws(() => parseCsv(bytesOf(text), { source: 'table.csv' }), {
      code: 'ERR_SYNTALOS_DECODE',
      message: `Cannot read "table.csv": ${message}`,
    });
  }
  t.throws(() => parseCsv(Uint8Array.of(0x61, 0xff, 0x0a)), {
    code: 'ERR_SYNTALOS_DECODE',
    message: 'Cannot read "table": line 1: there or soon after it are bytes that are not UTF-8',
  });
  t.end();
});

test('a table of Syntalos has its fields as they are, quotes and all', (t) => {
  const read = (text: string): string[][] => parseCsv(bytesOf(text), { quotes: 'syntalos' });
  t.same(read('Time;Event\n10;"start\n20;5" disk\n30;"go" cue\n40;"all"\n'), [
    ['Time', 'Event'],
    ['10', '"start'],
    ['20', '5" disk'],
    ['30', '"go" cue'],
    ['40', '"all"'],
  ]);
  t.same(
    read('a;b;c\n"x;y";z\n'),
    [
      ['a', 'b', 'c'],
      ['"x', 'y"', 'z'],
    ],
    'as many fields as the header has',
  );
  t.same(read('a;b\n"x;y";z\n').at(-1), ['x;y', 'z'], 'not of Syntalos: it writes no ";" in a field');
  t.same(read('a,b\n"x,y",z\n').at(-1), ['x,y', 'z'], 'nor another delimiter');
  t.end();
});

test('a table of any encoding is read, in pieces of any size', (t) => {
  const text = 'Zeit;Größe\n1;é€😀\n';
  const rows = [
    ['Zeit', 'Größe'],
    ['1', 'é€😀'],
  ];
  const utf16 = Buffer.from(`\uFEFF${text}`, 'utf16le');
  const cases: readonly (readonly [string, Uint8Array, string[][], number])[] = [
    ['UTF-8', bytesOf(text), rows, 0],
    ['UTF-8 with a mark', bytesOf(`\uFEFF${text}`), rows, 0],
    ['UTF-16 little endian', utf16, rows, 0],
    ['UTF-16 big endian', Buffer.from(utf16).swap16(), rows, 0],
    ['UTF-16 without a mark', utf16.subarray(2), rows, 0],
    ['Latin-1', Buffer.from('Zeit;Größe\n1;é\n', 'latin1'), [rows[0]!, ['1', 'é']], 1],
    ['a short table', bytesOf('a'), [['a']], 0],
  ];
  for (const [what, bytes, expected, warned] of cases) {
    for (const size of [1, 2, 3, 1000]) {
      const warnings: string[] = [];
      const decoder = new CsvDecoder({ encoding: 'any', onWarning: (warning) => warnings.push(warning) });
      const found: string[][] = [];
      for (let at = 0; at < bytes.length; at += size)
        found.push(...decoder.push(bytes.subarray(at, at + size)));
      found.push(...decoder.end());
      t.same(found, expected, `${what} in pieces of ${size}`);
      t.equal(warnings.length, warned);
    }
  }
  t.end();
});

test('a delimiter is one character that cannot be mistaken', (t) => {
  for (const delimiter of ['', ';;', '"', '\n', '\r']) {
    t.throws(() => new CsvEncoder({ delimiter }), { code: 'ERR_SYNTALOS_INVALID_ARGUMENT' });
    t.throws(() => new CsvDecoder({ delimiter }), { code: 'ERR_SYNTALOS_INVALID_ARGUMENT' });
  }
  t.end();
});

test('a field that never ends is refused before it fills the memory', (t) => {
  const decoder = new CsvDecoder({ delimiter: ';' });
  decoder.push(bytesOf('a\n"'));
  const piece = new Uint8Array(1024 * 1024).fill(0x61);
  let pieces = 0;
  const pushForEver = (): void => {
    for (; pieces < 100; pieces++) decoder.push(piece);
  };

  t.throws(pushForEver, {
    code: 'ERR_SYNTALOS_DECODE',
    message: /line 2: a field starts there that is longer/,
  });
  t.equal(pieces, 16);
  t.end();
});

test('decodeCsv reads a file in pieces', async (t) => {
  const path = join(newFolder(t), 'table.csv');
  const encoder = new CsvEncoder({ header: ['i', 'text'] });
  for (let i = 0; i < 20_000; i++) encoder.push([`${i}`, `é;"${i}"`]);
  writeFileSync(path, encoder.take());

  let batches = 0;
  const rows: string[][] = [];
  for await (const batch of decodeCsv(createReadStream(path), { source: path })) {
    batches++;
    rows.push(...batch);
  }

  t.ok(batches > 1);
  t.equal(rows.length, 20_001);
  t.same(rows.at(-1), ['19999', 'é;"19999"']);
});

test('any rows come back from CSV, fed in pieces of any size', (t) => {
  const field = fc.oneof(
    fc.string({ unit: fc.constantFrom('"', ';', ',', '\t', '\n', '\r', 'a', 'é', '🐭', '\uFEFF') }),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(
      fc.array(fc.array(field, { maxLength: 4 }), { maxLength: 6 }),
      fc.constantFrom(';', ',', '\t'),
      fc.integer({ min: 1, max: 9 }),
      (rows, delimiter, step) => {
        const encoder = new CsvEncoder({ delimiter });
        for (const row of rows) encoder.push(row);
        const bytes = encoder.take();
        const decoder = new CsvDecoder({ delimiter });
        const read: string[][] = [];
        for (let i = 0; i < bytes.length; i += step) read.push(...decoder.push(bytes.subarray(i, i + step)));
        read.push(...decoder.end());
        return JSON.stringify(read) === JSON.stringify(rows);
      },
    ),
    { numRuns: 500 },
  );
  t.pass();
  t.end();
});

test('any bytes are rows or one clear error, and the same in pieces as at once', (t) => {
  const noise = fc.array(fc.constantFrom(...bytesOf('";,\n\ra\t'), 0xc3, 0xa9, 0xff), { maxLength: 40 });
  const outcome = (read: () => string[][]): string => {
    try {
      return JSON.stringify(read());
    } catch (error) {
      return (error as { code?: string }).code ?? 'no code';
    }
  };
  fc.assert(
    fc.property(noise, fc.integer({ min: 1, max: 5 }), (codes, step) => {
      const bytes = Uint8Array.from(codes);
      const whole = outcome(() => parseCsv(bytes));
      const pieces = outcome(() => {
        const decoder = new CsvDecoder();
        const rows: string[][] = [];
        for (let i = 0; i < bytes.length; i += step) rows.push(...decoder.push(bytes.subarray(i, i + step)));
        return rows.concat(decoder.end());
      });
      return whole === pieces && (whole.startsWith('[') || whole === 'ERR_SYNTALOS_DECODE');
    }),
    { numRuns: 5000 },
  );
  t.pass();
  t.end();
});
