import fc from 'fast-check';
import { dirname, resolve } from 'node:path';
import { test } from 'tap';
import {
  EdlNameRegistry,
  cleanFileName,
  cleanName,
  compareNatural,
  shortTagOf,
  simplifyName,
  videoNames,
} from 'syntalos-mlink/edl';
import { isSyntalosError } from '#src/errors';
import { fileTypeOf, mediaTypeOf } from '#src/edl/media-type';
import { compileWildcard } from '#src/edl/wildcard';

test('cleanName makes names portable', (t) => {
  const cases: readonly (readonly [name: string, clean: string])[] = [
    ['  spaced out ', 'spaced out'],
    ['a/b\\c', 'a_b_c'],
    ['12:30', '1230'],
    [' : x', 'x'],
    ['AUX', '_AUX'],
    ['aux', 'aux'],
    ['.', '_.'],
    ['..', '_..'],
    ['../..', '.._..'],
    ['Manifest.toml', '_Manifest.toml'],
    ['attributes.toml', '_attributes.toml'],
    ['nul\0l', 'null'],
    [' \t', ''],
  ];
  for (const [name, clean] of cases) t.equal(cleanName(name), clean);
  t.equal(cleanFileName('/data/rec 1/a:b.csv'), 'ab.csv');
  t.equal(cleanFileName('..\\..\\x.csv'), 'x.csv');
  t.equal(cleanFileName('x/'), '');
  t.end();
});

test('a cleaned name is one component, stays the same when cleaned again, and never climbs', (t) => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('.', '/', '\\', ':', ' ', 'A', 'U', 'X', '\0', 'é') }),
      (name) => {
        const clean = cleanName(name);
        return clean === cleanName(clean) && (clean === '' || dirname(resolve('/root', clean)) === '/root');
      },
    ),
    { numRuns: 2000 },
  );
  t.pass();
  t.end();
});

test('EdlNameRegistry gives a dataset to the first who asks, and shares groups', (t) => {
  const names = new EdlNameRegistry('/rec');

  t.equal(names.reserve('dataset', 'Videos', 'cam'), '/rec/Videos/cam');
  t.equal(names.reserve('group', '/', 'videos'), '/rec/Videos', 'a group keeps its first name');
  t.equal(names.reserve('dataset', '/videos/', 'cam2'), '/rec/Videos/cam2');
  t.equal(names.reserve('dataset', 'a//b', 'd'), '/rec/a/b/d');
  t.same(names.groups(), ['Videos', 'a', 'a/b']);

  const refused: readonly (readonly ['group' | 'dataset', string, string])[] = [
    ['dataset', 'videos', 'CAM'],
    ['dataset', '', 'VIDEOS'],
    ['group', 'videos', 'Cam'],
    ['dataset', 'videos/cam', 'x'],
    ['group', 'videos/cam/deep', 'x'],
  ];
  for (const [kind, parent, name] of refused) {
    t.throws(() => names.reserve(kind, parent, name), { code: 'ERR_SYNTALOS_EDL_EXISTS' });
  }
  t.throws(() => names.reserve('dataset', '', 'VIDEOS'), {
    message:
      'Cannot create dataset "VIDEOS": a group of the name "Videos" exists already, choose another name',
  });
  t.end();
});

test('EdlNameRegistry tells names apart by what a portable file system tells apart', (t) => {
  const names = new EdlNameRegistry('/rec');
  names.reserve('dataset', '', 'caf\u00e9');

  t.throws(() => names.reserve('dataset', '', 'CAFE\u0301'), { code: 'ERR_SYNTALOS_EDL_EXISTS' });
  t.end();
});

test('EdlNameRegistry gives a free random name where nothing is left of the wished one', (t) => {
  const numbers = [0, 0, 0, 0, 0, 0, 0, 0, 0.999, 0, 0, 0];
  const names = new EdlNameRegistry('/rec', { random: () => numbers.shift() ?? 0 });

  t.equal(names.reserve('dataset', '', ''), '/rec/AAAA');
  t.equal(names.reserve('dataset', '', ' : '), '/rec/9AAA', 'the taken one is drawn again');
  t.end();
});

test('EdlNameRegistry.under is the same registry seen from a group', (t) => {
  const names = new EdlNameRegistry('/rec');
  const deeper = names.under('session 1');

  t.equal(deeper.reserve('dataset', 'videos', 'cam'), '/rec/session 1/videos/cam');
  t.throws(() => names.reserve('dataset', 'session 1/Videos', 'Cam'), { code: 'ERR_SYNTALOS_EDL_EXISTS' });
  t.throws(() => deeper.reserve('dataset', '../videos', 'cam'), { code: 'ERR_SYNTALOS_EDL' });
  t.end();
});

test('EdlNameRegistry refuses parents that leave the root, names too long and groups too deep', (t) => {
  const names = new EdlNameRegistry('/rec');

  for (const parent of ['..', 'a/..', './a', 'a/../../b', ':', 'a/\0', '/../etc']) {
    t.throws(() => names.reserve('dataset', parent, 'd'), { code: 'ERR_SYNTALOS_EDL', message: parent });
  }
  t.throws(() => names.reserve('dataset', '', 'é'.repeat(128)), { message: /has 256 bytes, at most 255/ });
  t.throws(() => names.reserve('dataset', 'x'.repeat(256), 'd'), { message: /has 256 bytes/ });
  t.throws(() => names.reserve('dataset', 'a/'.repeat(33), 'd'), { message: /33 levels deep, at most 32/ });
  t.same(names.groups(), [], 'what was refused left nothing behind');
  t.end();
});

test('no reservation leaves the root or has the path of another dataset', (t) => {
  const part = fc.string({
    unit: fc.constantFrom('.', '/', '\\', ':', ' ', 'a', 'A', '~', '\0'),
    maxLength: 8,
  });
  fc.assert(
    fc.property(fc.array(fc.tuple(part, part), { maxLength: 20 }), (wishes) => {
      const names = new EdlNameRegistry('/rec');
      const taken = new Set<string>();
      for (const [parent, name] of wishes) {
        try {
          const path = names.reserve('dataset', parent, name);
          if (!path.startsWith('/rec/') || resolve(path) !== path) return false;
          if (taken.has(path.toLowerCase())) return false;
          taken.add(path.toLowerCase());
        } catch (error) {
          if (!isSyntalosError(error)) throw error;
        }
      }
      return true;
    }),
    { numRuns: 1000 },
  );
  t.pass();
  t.end();
});

test('compareNatural puts numbers in the order of their values', (t) => {
  const ordered = ['a', 'f', 'f01', 'f1', 'f1a', 'f2', 'f2.9', 'f2.10', 'f10', 'f100000000000000000001', 'g'];
  t.same([...ordered].reverse().sort(compareNatural), ordered);
  t.equal(compareNatural('f7', 'f7'), 0);

  const name = fc.string({ unit: fc.constantFrom('0', '1', '9', 'a', '.') });
  fc.assert(
    fc.property(name, name, name, (a, b, c) => {
      const total = (compareNatural(a, b) === 0) === (a === b);
      const antisymmetric = Math.sign(compareNatural(a, b)) === -Math.sign(compareNatural(b, a)) || a === b;
      const transitive = !(compareNatural(a, b) < 0 && compareNatural(b, c) < 0) || compareNatural(a, c) < 0;
      return total && antisymmetric && transitive;
    }),
    { numRuns: 3000 },
  );
  t.end();
});

test('wildcards mean what fnmatch says', (t) => {
  const cases: readonly (readonly [pattern: string, matching: string[], other: string[]])[] = [
    ['*.rhd', ['a.rhd', '.rhd'], ['a.rhd.xz', 'arhd']],
    ['rows?.tsv', ['rows1.tsv', 'rowsé.tsv', 'rows🐭.tsv'], ['rows.tsv', 'rows12.tsv']],
    ['[a-c]x', ['ax', 'cx'], ['dx', '-x', 'x']],
    ['[!a-c]x', ['dx', '-x'], ['ax', 'x']],
    ['[^a]', ['b'], ['a']],
    ['[]-]', [']', '-'], ['a']],
    ['[a-]', ['a', '-'], ['b']],
    ['f[[:digit:]_]', ['f0', 'f_'], ['fa', 'f:']],
    ['[[:nope:]]', [':]', 'n]'], ['a']],
    ['[abc', ['[abc'], ['a']],
    ['\\*', ['*'], ['a', '\\*']],
    ['a\\', ['a\\'], ['a']],
    ['(a|b)+.$', ['(a|b)+.$'], ['ab']],
    ['*a*b*', ['ab', 'xaxbx'], ['ba']],
    ['', [''], ['a']],
  ];
  for (const [pattern, matching, other] of cases) {
    const matches = compileWildcard(pattern);
    for (const name of matching) t.ok(matches(name), `${pattern} matches ${name}`);
    for (const name of other) t.notOk(matches(name), `${pattern} does not match ${name}`);
  }
  // Exponential in a matcher that tries every way: this one would not end.
  t.notOk(compileWildcard('*a'.repeat(40) + 'b')('a'.repeat(250)));
  t.end();
});

test('file and media types follow from the extension', (t) => {
  const cases: readonly (readonly [name: string, fileType: string, mediaType: string | undefined])[] = [
    ['a.mkv', 'mkv', 'video/x-matroska'],
    ['a.CSV', 'CSV', 'text/csv'],
    ['rows.tsv', 'tsv', 'text/tab-separated-values'],
    ['a.csv.zst', 'csv.zst', 'application/zstd'],
    ['a.b.gz', 'b.gz', 'application/gzip'],
    ['a.xz', 'xz', 'application/x-xz'],
    ['a.b.csv', 'csv', 'text/csv'],
    ['times.tsync', 'tsync', undefined],
    ['a.rhd', 'rhd', undefined],
    ['.hidden', '', undefined],
    ['README', '', undefined],
  ];
  for (const [name, fileType, mediaType] of cases) {
    t.equal(fileTypeOf(name), fileType, name);
    t.equal(mediaTypeOf(name), mediaType, name);
  }
  t.end();
});

test('recordings are named as Syntalos names them', (t) => {
  t.equal(shortTagOf('01a20641-9bd2-7a05-b35f-0ee80c689db9'), '0c689db9');
  t.same(videoNames('0c689db9', 'Python Script'), {
    videoFile: '0c689db9-python-script.mkv',
    videoSummary: 'Video recording from Python Script',
    timestampsFile: '0c689db9-python-script_timestamps.tsync',
    timestampsSummary: 'Video timestamps',
  });
  t.equal(simplifyName(' Cam/Left: 2 '), 'cam_left-2');
  t.equal(simplifyName('::'), 'video');
  t.end();
});
