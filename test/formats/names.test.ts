import { test } from 'tap';
import fc from 'fast-check';
import { portIdsOf } from '#src/formats/port-ids';
import { findTableTimes, timeOfRow } from '#src/formats/table-times';
import { findTimeColumns } from '#src/formats/time-column';
import { parseTimeText } from '#src/formats/time-text';

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
  const cases: readonly [
    readonly string[],
    { index: number; usecPerUnit: number | undefined } | undefined,
  ][] = [
    [['Time', 'Tag'], { index: 0, usecPerUnit: undefined }],
    [['RecTime', 'State', 'ProcTime'], { index: 0, usecPerUnit: undefined }],
    [['Time Received [us]', 'Frame Number'], { index: 0, usecPerUnit: 1 }],
    [['Index', 'Frame Time'], { index: 1, usecPerUnit: undefined }],
    [['Frame Number', 'Time Stamp (ms)', 'Buffer Index'], { index: 1, usecPerUnit: 1000 }],
    [['id', 'time_stamp'], { index: 1, usecPerUnit: undefined }],
    [['TimeStamp'], { index: 0, usecPerUnit: undefined }],
    [['x', 'seconds'], { index: 1, usecPerUnit: 1e6 }],
    [['Time (min)'], { index: 0, usecPerUnit: 60e6 }],
    [['Time/ms'], { index: 0, usecPerUnit: 1000 }],
    [['frameTimeNs'], { index: 0, usecPerUnit: 1e-3 }],
    [['t [s]', 'x'], { index: 0, usecPerUnit: 1e6 }],
    [['device-time_usec', 'master-time_usec'], { index: 1, usecPerUnit: 1 }],
    [['runtime_s', 'uptime', 'lifetime', 'Run Time', 'Reaction Time (ms)'], undefined],
    [['min', 'max', 'mean'], undefined],
    [['ms', 'value'], { index: 0, usecPerUnit: 1000 }],
    [['frame', 'time_usec', 'x_px'], { index: 1, usecPerUnit: 1 }],
    [['Timestamp [µs]'], { index: 0, usecPerUnit: 1 }],
    [['no', 'master-time_usec'], { index: 1, usecPerUnit: 1 }],
    [['time (s)'], { index: 0, usecPerUnit: 1e6 }],
    [['Timer', 'sometimes odd', 'centimeter', 'time_fortnights'], undefined],
    [[], undefined],
  ];
  for (const [header, column] of cases) {
    const [found] = findTimeColumns(header);
    t.strictSame(found && { index: found.index, usecPerUnit: found.usecPerUnit }, column, header.join(';'));
  }
  t.end();
});

test('the time of a row is read with its unit; what is no number is no time', (t) => {
  const column = { index: 1, usecPerUnit: 1000 };
  t.equal(timeOfRow(['a', '4024'], column), 4_024_000);
  t.equal(timeOfRow(['a', ' 1,5 '], column), 1500);
  for (const row of [['a'], ['a', ''], ['a', 'later']]) t.equal(timeOfRow(row, column), undefined);
  t.end();
});

test('times are numbers, clock times and dates, quoted or not', (t) => {
  const number = (value: number): unknown => ({ kind: 'number', value });
  const usec = (value: number): unknown => ({ kind: 'usec', value });
  for (const [text, time] of [
    ['12.5', number(12.5)],
    [' "12,5" ', number(12.5)],
    ["'7'", number(7)],
    ['1:02:03.25', usec(3723.25e6)],
    ['02:03', usec(123e6)],
    ['2026-11-23T02:35:01.123456Z', usec(1795401301123456)],
    ['2026-11-23 03:35:01,5+01:00', usec(1795401301500000)],
    ['2026-11-23', undefined],
    ['soon', undefined],
    ['', undefined],
  ] as const) {
    t.strictSame(parseTimeText(text), time, text);
  }
  t.end();
});

test('a unit that no name says shows in the numbers, and is ms where nothing speaks against it', (t) => {
  const unitOf = (name: string, values: readonly number[], lengthUsec?: number): unknown => {
    const rows = values.map((value) => [String(value)]);
    const times = findTableTimes({ header: [name], rows, lastRow: rows.at(-1) }, { lengthUsec });
    return [times?.usecPerUnit, times?.guessedUnit];
  };
  t.strictSame(unitOf('Time', [10, 30, 50]), [1000, undefined]);
  t.strictSame(unitOf('Time', [0, 500_000, 1_000_000]), [1, 'µs'], 'half a second and not 8 minutes');
  t.strictSame(unitOf('Frame Time', [5000, 38_000]), [1, 'µs'], 'as Syntalos gives the time of a frame');
  t.strictSame(unitOf('Time', [0, 0.033, 0.066]), [1e6, 's']);
  t.strictSame(unitOf('Timestamp', [1612780000.123, 1612780000.223]), [1e6, 's'], 'since 1970');
  t.strictSame(unitOf('Timestamp', [1697000000000, 20, 40]), [1000, 'ms'], 'since 1970');
  t.strictSame(unitOf('Time', [0, 4000, 9000], 10e6), [1000, undefined], 'ms fill the recording');
  t.strictSame(unitOf('Time', [0, 40_000, 9_000_000], 10e6), [1, 'µs'], 'µs fill it');
  t.strictSame(unitOf('Time', [0, 4, 9], 10e6), [1e6, 's'], 's fill it');
  t.end();
});

test('name and unit of the time column can be set', (t) => {
  const sample = { header: ['Time', 'Clock'], rows: [['1', '2']], lastRow: undefined };
  t.match(findTableTimes(sample, { timeColumn: 'clock', timeUnit: 's' }), { index: 1, usecPerUnit: 1e6 });
  t.match(findTableTimes(sample, { timeUnit: 'us' }), { index: 0, usecPerUnit: 1 });
  t.match(findTableTimes(sample, { timeColumn: 'of another table' }), { index: 0 });
  t.end();
});
