import { test } from 'tap';
import { reportOf, summarize } from '#src/host/report/index';
import { facts, input, module, output } from './fixtures/facts.ts';

test('a complete run says so first, then where its recording is, its ports and its figures', (t) => {
  const report = reportOf(
    facts({
      modules: [
        module({
          figures: { 'error mean': { value: 0.53141, unit: 'px' }, 'frames tracked': { value: 600 } },
          synchronizers: [
            {
              id: 'clock',
              strategies: [],
              toleranceUsec: 1000,
              calibrated: true,
              lastOffsetUsec: -1234,
              offsetReports: 3,
            },
          ],
        }),
      ],
      ports: [
        output({ heldBack: { count: 3, totalUsec: 12_500 } }),
        input({ latency: { count: 600, p50Usec: 84, p90Usec: 100, p99Usec: 1250, maxUsec: 2_500_000 } }),
        input({ module: 'live', policy: 'latest', read: 100, skipped: 500, indexGaps: 500, itemsPerSec: 10 }),
        output({
          module: 'tracker',
          id: 'rows',
          dataType: 'TableRow',
          written: 1_234_567,
          itemsPerSec: 3.46e6,
        }),
      ],
    }),
  );

  t.equal(
    summarize(report, { workingFolder: '/lab' }),
    [
      'COMPLETE: every item reached every consumer',
      'The run of "tracker" ended after 10.0 s: its duration of 10.0 s is over',
      '',
      'Recording   recordings/m1/2026-01-02/tracking',
      'Subject     m1 (control)',
      'Experiment  tracking',
      '',
      'Port                Type          Items      Rate  Held back     Left out  Latency p50      p99     max',
      'cam:frames          Frame           600    60.0/s  3× (12.5 ms)',
      '  → tracker:frames  Frame           600    60.0/s                                84 µs  1.25 ms  2.50 s',
      '  → live:frames     Frame           100    10.0/s                     500',
      'tracker:rows        TableRow  1,234,567  3.46 M/s',
      '',
      'Module   Figure          Value',
      'tracker  error mean      0.531 px',
      'tracker  frames tracked  600',
      '',
      'Module   Clock  State       Last offset  Tolerance',
      'tracker  clock  calibrated    -1,234 µs   1,000 µs',
    ].join('\n'),
  );
  t.end();
});

test('a table that is wider than the terminal goes on below, behind its first column', (t) => {
  const latency = { count: 600, p50Usec: 84, p90Usec: 100, p99Usec: 1250, maxUsec: 2_500_000 };
  const report = reportOf(
    facts({ ports: [output({ heldBack: { count: 3, totalUsec: 12_500 } }), input({ latency })] }),
  );
  const tables = (columns: number): string[] => summarize(report, { columns }).split('\n').slice(7);

  t.strictSame(tables(60), [
    'Port                Type   Items    Rate  Held back',
    'cam:frames          Frame    600  60.0/s  3× (12.5 ms)',
    '  → tracker:frames  Frame    600  60.0/s',
    'Port                Latency p50      p99     max',
    '  → tracker:frames        84 µs  1.25 ms  2.50 s',
  ]);
  t.equal(Math.max(...tables(60).map((line) => line.length)), 54);
  t.equal(tables(1).filter((line) => line.startsWith('Port')).length, 7, 'one column at the least');
  t.strictSame(tables(200), summarize(report).split('\n').slice(7));
  t.end();
});

test('an incomplete run gives its reasons, losses, errors and warnings', (t) => {
  const error = { name: 'SyntalosError', message: 'Cannot read\nline 2', code: 'ERR_SYNTALOS_VIDEO' };
  const { outFolder, ...rest } = facts({
    durationMsec: 125_000,
    stopReason: 'a module failed',
    subject: { id: '', group: '' },
    experiment: '',
    errors: [{ module: 'cam', timeUsec: 2_350_000, error }],
    warnings: [{ text: 'the disk is slow' }],
    modules: [module({ warnings: Array.from({ length: 9 }, (_, i) => ({ text: `note ${i}` })) })],
    ports: [
      output({ stalls: { count: 2, longestMsec: 350, thresholdMsec: 100 } }),
      input({ read: 590, unread: 7, indexGaps: 3, source: 'elsewhere:frames' }),
    ],
  });
  t.type(outFolder, 'string');

  t.equal(
    summarize(reportOf(rest)),
    [
      'INCOMPLETE:',
      '  - module "cam": Cannot read',
      '  - tracker:frames left 7 items unread',
      'The run of "tracker" ended after 2 min 05 s: a module failed',
      '',
      'Recording   none was made',
      '',
      'Port            Type   Items    Rate  Unread  Gaps  Stalls',
      'cam:frames      Frame    600  60.0/s                2× (longest 350 ms)',
      'tracker:frames  Frame    590  60.0/s       7     3',
      '',
      '1 error:',
      '  - cam at 2.4 s: Cannot read',
      '    line 2 [ERR_SYNTALOS_VIDEO]',
      '',
      '10 warnings:',
      '  - host: the disk is slow',
      ...Array.from({ length: 7 }, (_, i) => `  - tracker: note ${i}`),
      '  … and 2 more, see the report',
    ].join('\n'),
  );
  t.end();
});

test('a run that never started says so', (t) => {
  const text = summarize(reportOf(facts({ durationMsec: 0, stopReason: 'a module failed' })));
  t.match(text, /\nThe run of "tracker" never started: a module failed\n/);
  t.end();
});
