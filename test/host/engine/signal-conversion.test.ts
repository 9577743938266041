import { test } from 'tap';
import type { RunReport } from 'syntalos-mlink/host';
import { run, temporaryFolder } from './support.ts';

/** Sends a block of each source type to a port of the target type beside it. */
function connect(pairs: readonly (readonly [string, string])[], outFolder: string): Promise<RunReport> {
  const types = (end: 0 | 1): string => pairs.map((pair) => pair[end]).join(',');
  return run(
    {
      source: { use: 'block-source', settings: { types: types(0) } },
      sink: { use: 'block-sink', settings: { types: types(1) } },
    },
    pairs.map((_, at) => [`source:out${at}`, `sink:in${at}`] as const),
    { outFolder, durationMsec: 60_000 },
  );
}

// Wire-protocol section 7: by value, but for float to integer, which truncates and clamps.
const CONVERSIONS = [
  ['SignalBlockU16', 'SignalBlockI32', 'Int32Array 0 1 40000 65535'],
  ['SignalBlockU16', 'SignalBlockF32', 'Float32Array 0 1 40000 65535'],
  ['SignalBlockI32', 'SignalBlockF32', 'Float32Array -2147483648 -5 5 16777216'],
  ['SignalBlockF32', 'SignalBlockI32', 'Int32Array -1 2 0 2147483520'],
] as const;

test('a port gets the blocks of a source of another type converted', async (t) => {
  const pairs = CONVERSIONS.map(([source, target]) => [source, target] as const);
  const report = await connect(pairs, temporaryFolder(t));
  t.equal(report.verdict, 'COMPLETE', report.reasons.join('; '));
  const sink = report.modules.find(({ id }) => id === 'sink');
  for (const [at, [source, target, values]] of CONVERSIONS.entries()) {
    t.equal(sink?.figures[`got${at}`]?.value, `2 × 2 ${values} at 1 2`, `${source} to ${target}`);
  }
});

for (const [source, target] of [
  ['SignalBlockF32', 'SignalBlockU16'],
  ['LineReading', 'SignalBlockF32'],
] as const) {
  test(`a ${source} source is refused by a ${target} port, with both types named`, async (t) => {
    const report = await connect([[source, target]], temporaryFolder(t));
    t.equal(report.verdict, 'INCOMPLETE');
    t.match(report.errors, [
      {
        error: {
          code: 'ERR_SYNTALOS_PORT_TYPE_MISMATCH',
          message: `Cannot connect source:out0 to sink:in0: ${source} does not convert to ${target}`,
        },
      },
    ]);
  });
}
