import { test } from 'tap';
import {
  formatBytes,
  formatCount,
  formatNumber,
  formatRate,
  formatSpan,
  formatUsec,
} from '#src/host/report/index';

test('numbers are written for people', (t) => {
  t.strictSame(
    [formatCount(1, 'item'), formatCount(0, 'item'), formatCount(1_234_567, 'item')],
    ['1 item', '0 items', '1,234,567 items'],
  );
  t.strictSame([0, 600, -1234, 4.5678, 0.0123, 0.00123, 12345.6, NaN].map(formatNumber), [
    '0',
    '600',
    '-1,234',
    '4.57',
    '0.0123',
    '1.2e-3',
    '12,346',
    'NaN',
  ]);
  t.strictSame([0, 59.94, 999.9, 12_345, 3_456_000].map(formatRate), [
    '0.0/s',
    '59.9/s',
    '999.9/s',
    '12,345/s',
    '3.46 M/s',
  ]);
  t.strictSame([0, 84.4, 1250, 12_500, 2_500_000].map(formatUsec), [
    '0 µs',
    '84 µs',
    '1.25 ms',
    '12.5 ms',
    '2.50 s',
  ]);
  t.strictSame([0, 8300, 59_949, 59_960, 125_000, 3_599_700, 3_720_000].map(formatSpan), [
    '0.0 s',
    '8.3 s',
    '59.9 s',
    '1 min 00 s',
    '2 min 05 s',
    '1 h 00 min',
    '1 h 02 min',
  ]);
  t.strictSame([0, 812, 999, 1000, 1_310_000, 2.5e15].map(formatBytes), [
    '0 B',
    '812 B',
    '999 B',
    '1.00 kB',
    '1.31 MB',
    '2.50e+3 TB',
  ]);
  t.end();
});
