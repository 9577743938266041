/** What passes between processes and embedded modules arrives whole, in either direction. */
import { createHash } from 'node:crypto';
import { test } from 'tap';
import { DATA_TYPES, dataTypeName, encode } from 'syntalos-mlink/types';
import { portsOf, samplesOf } from './fixtures/samples.ts';
import { figure } from '../../../support/process-modules.ts';
import { embedded, ours, peer, peerLog, runProcesses, type TestModule } from './process-modules.ts';
import { isWhole } from '../../support/whole-run.ts';

const TYPES = DATA_TYPES.map((type) => dataTypeName(type));
/** Each data type on a port of its own. */
const ALL_PORTS = TYPES.map((name) => `${name}:${name}`).join(',');
const MAKE = { process: ours, embedded };

/** What the sink has to say of a port. */
function expected(ports: string): Record<string, string> {
  const figures: Record<string, string> = {};
  for (const { id, kind, type } of portsOf(ports)) {
    const hash = createHash('sha1');
    for (const item of samplesOf(kind)) hash.update(encode(type, item));
    figures[id] = `${samplesOf(kind).length}:${hash.digest('hex')}`;
  }
  return figures;
}

const WAYS = [
  ['process', 'process', 'process'],
  ['embedded', 'process', 'embedded'],
  ['process', 'embedded', 'process'],
] as const;

for (const [from, through, to] of WAYS) {
  test(`items of every type pass from ${from} through ${through} to ${to}`, async (t) => {
    const settings = { ports: ALL_PORTS };
    const { report } = await runProcesses(
      t,
      {
        source: MAKE[from]('sender', settings),
        middle: MAKE[through]('pass', settings),
        sink: MAKE[to]('digest', settings),
      },
      TYPES.flatMap((id) => [`source:${id}=middle:${id}`, `middle:${id}-out=sink:${id}`]),
    );
    isWhole(t, report);
    for (const [id, text] of Object.entries(expected(ALL_PORTS)))
      t.equal(figure(report, 'sink', id), text, id);
  });
}

for (const [from, to] of [
  ['process', 'process'],
  ['process', 'embedded'],
  ['embedded', 'process'],
] as const) {
  test(`frames of 1 byte to 64 MB get from ${from} to ${to}`, async (t) => {
    const settings = { ports: 'big:frames' };
    const { report } = await runProcesses(
      t,
      { source: MAKE[from]('sender', settings), sink: MAKE[to]('digest', settings) },
      ['source:big=sink:big'],
    );
    isWhole(t, report);
    t.equal(figure(report, 'sink', 'big'), expected('big:frames')['big']);
  });
}

test('an output feeds processes, a foreign one, and embedded modules at once', async (t) => {
  for (const make of [ours, embedded]) {
    const { report, folder } = await runProcesses(
      t,
      {
        source: make('counter', { count: 5_000 }),
        a: ours('checker'),
        b: embedded('checker'),
        c: embedded('checker'),
        d: peer('--in', 'in:5'),
      },
      ['a', 'b', 'c', 'd'].map((id) => `source:out=${id}:in`),
    );
    isWhole(t, report);
    for (const id of ['a', 'b', 'c']) {
      t.equal(figure(report, id, 'count'), 5_000, id);
      t.equal(figure(report, id, 'gaps'), 0, id);
    }
    t.match(peerLog(folder, 'd', 'input'), [{ items: 5_000, bytes: 70_000 }]);
  }
});

test('eight modules in one graph, in two languages, some of them processes', async (t) => {
  const pass = { ports: 'in:LineReading' };
  const modules: Record<string, TestModule> = {
    source: ours('counter', { count: 3_000 }),
    other: embedded('counter', { count: 3_000 }),
    p1: ours('pass', pass),
    p2: embedded('pass', pass),
    p3: peer('--in', 'in:5', '--out', 'in-out:5', '--forward', 'in=in-out'),
    p4: ours('pass', pass),
    s1: ours('checker'),
    s2: embedded('checker'),
  };
  const { report } = await runProcesses(t, modules, [
    ...['source:out=p1:in', 'p1:in-out=p2:in', 'p2:in-out=p3:in', 'p3:in-out=s1:in'],
    ...['other:out=p4:in', 'p4:in-out=s2:in'],
  ]);
  isWhole(t, report);
  for (const id of ['s1', 's2']) {
    t.equal(figure(report, id, 'count'), 3_000, id);
    t.equal(figure(report, id, 'gaps'), 0, id);
  }
});

// Wire-protocol section 7: by value, but for float to integer, which truncates and clamps.
const CONVERSIONS = [
  ['SignalBlockU16', 'SignalBlockI32', 'Int32Array 0 1 40000 65535'],
  ['SignalBlockU16', 'SignalBlockF32', 'Float32Array 0 1 40000 65535'],
  ['SignalBlockI32', 'SignalBlockF32', 'Float32Array -2147483648 -5 5 16777216'],
  ['SignalBlockF32', 'SignalBlockI32', 'Int32Array -1 2 0 2147483520'],
] as const;

test('blocks of one type arrive at a port of another converted', async (t) => {
  for (const [from, to] of [
    ['process', 'process'],
    ['process', 'embedded'],
    ['embedded', 'process'],
  ] as const) {
    const types = (end: 0 | 1): string => CONVERSIONS.map((conversion) => conversion[end]).join(',');
    const { report } = await runProcesses(
      t,
      {
        source: MAKE[from]('block-source', { types: types(0) }),
        sink: MAKE[to]('block-sink', { types: types(1) }),
      },
      CONVERSIONS.map((_, i) => `source:out${i}=sink:in${i}`),
    );
    isWhole(t, report);
    for (const [i, [, , values]] of CONVERSIONS.entries()) {
      t.equal(figure(report, 'sink', `got${i}`), `2 × 2 ${values} at 1 2`, `from ${from} to ${to}`);
    }
  }
});

test('names as long as Syntalos allows still meet', async (t) => {
  const port = 'p'.repeat(126);
  const [source, sink] = ['s'.repeat(64), 'k'.repeat(64)];
  const { report, folder } = await runProcesses(
    t,
    {
      [source]: peer('--out', `${port}:5`, '--produce', `${port}:line:500`),
      [sink]: peer('--in', `${port}:5`),
      twin: ours('digest', { ports: `${port}:LineReading` }),
      here: embedded('digest', { ports: `${port}:LineReading` }),
    },
    [sink, 'twin', 'here'].map((id) => `${source}:${port}=${id}:${port}`),
    { durationMsec: 500 },
  );
  isWhole(t, report);
  t.match(peerLog(folder, sink, 'input'), [{ items: 500 }]);
  for (const id of ['twin', 'here']) t.match(figure(report, id, port), /^500:/, id);
});

test('a million lines pass while garbage is collected at both ends', async (t) => {
  const { report } = await runProcesses(
    t,
    {
      source: { kind: 'process', program: 'collecting', args: ['source'] },
      sink: { kind: 'process', program: 'collecting', args: ['sink'] },
    },
    ['source:out=sink:in'],
  );
  isWhole(t, report);
  t.equal(figure(report, 'sink', 'count'), 1_000_000);
  t.equal(figure(report, 'sink', 'wrong'), 0);
});
