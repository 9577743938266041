import { test } from 'tap';
import fc from 'fast-check';
import { portIdsOf } from '#src/host/modules/replay/port-ids';
import { findTimeColumn, timeOfRow } from '#src/host/modules/replay/time-column';

test('a port is named after its dataset, by its path where datasets share a name', (t) => {
  t.strictSame(portIdsOf(['events', 'miniscope', 'videos/miniscope', 'videos/TIS Camera']), [
    'events',
    'miniscope',
    'videos-miniscope',
    'tis-camera',
  ]);
  t.strictSame(portIdsOf(['a/x', 'b/x', 'a-x']), ['a-x', 'b-x', 'a-x-2']);
  t.end();
});

test('port ids are unique and can be written in a connection, whatever the datasets are called', (t) => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme', minLength: 1 })), (paths) => {
      const ids = portIdsOf(paths);
      return new Set(ids).size === paths.length && ids.every((id) => /^[^:\s]+$/.test(id));
    }),
  );
  t.end();
});

test('the time column of a table is told by its name, its unit by what follows', (t) => {
  const cases: readonly [readonly string[], { index: number; usecPerUnit: number } | undefined][] = [
    [['Time', 'Tag'], { index: 0, usecPerUnit: 1000 }],
    [['RecTime', 'State', 'ProcTime'], { index: 0, usecPerUnit: 1000 }],
    [['frame', 'time_usec', 'x_px'], { index: 1, usecPerUnit: 1 }],
    [['Timestamp [µs]'], { index: 0, usecPerUnit: 1 }],
    [['no', 'master-time_usec'], { index: 1, usecPerUnit: 1 }],
    [['time (s)'], { index: 0, usecPerUnit: 1e6 }],
    [['Timer', 'sometimes odd', 'centimeter', 'time_fortnights'], undefined],
    [[], undefined],
  ];
  for (const [header, column] of cases) t.strictSame(findTimeColumn(header), column, header.join(';'));
  t.end();
});

test('the time of a row is read with its unit; what is no number is no time', (t) => {
  const column = { index: 1, usecPerUnit: 1000 };
  t.equal(timeOfRow(['a', '4024'], column), 4_024_000);
  t.equal(timeOfRow(['a', ' 1,5 '], column), 1500);
  for (const row of [['a'], ['a', ''], ['a', 'later']]) t.equal(timeOfRow(row, column), undefined);
  t.end();
});
