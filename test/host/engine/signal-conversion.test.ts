import { test } from 'tap';
import type { RunReport } from 'syntalos-mlink/host';
import { run, temporaryFolder } from './support.ts';

function connect(source: string, target: string, outFolder: string): Promise<RunReport> {
  return run(
    {
      source: { use: 'block-source', settings: { type: source } },
      sink: { use: 'block-sink', settings: { type: target } },
    },
    [['source:out', 'sink:in']],
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

for (const [source, target, values] of CONVERSIONS) {
  test(`a ${target} port gets the blocks of a ${source} source, converted`, async (t) => {
    const report = await connect(source, target, temporaryFolder(t));
    t.equal(report.verdict, 'COMPLETE', report.reasons.join('; '));
    const sink = report.modules.find(({ id }) => id === 'sink');
    t.equal(sink?.figures['got']?.value, `2 × 2 ${values} at 1 2`);
  });
}

for (const [source, target] of [
  ['SignalBlockF32', 'SignalBlockU16'],
  ['LineReading', 'SignalBlockF32'],
] as const) {
  test(`a ${source} source is refused by a ${target} port, with both types named`, async (t) => {
    const report = await connect(source, target, temporaryFolder(t));
    t.equal(report.verdict, 'INCOMPLETE');
    t.match(report.errors, [
      {
        error: {
          code: 'ERR_SYNTALOS_PORT_TYPE_MISMATCH',
          message: `Cannot connect source:out to sink:in: ${source} does not convert to ${target}`,
        },
      },
    ]);
  });
}
