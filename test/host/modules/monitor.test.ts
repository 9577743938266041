import { test } from 'tap';
import { describeItem } from '#src/host/modules/monitor/describe-item';
import { StreamMeter } from '#src/host/modules/monitor/stream-meter';
import { ControlCommandKind, DataType, Frame, LineCommandKind } from 'syntalos-mlink/types';

const frame = (index: number): Frame =>
  Frame.create({ index, timeUsec: 2_050_000, width: 64, height: 48, channels: 3 });

test('each type of item is told in a few words', (t) => {
  const block = { timestamps: new BigUint64Array(2), rows: 2, cols: 3, data: new Float32Array(6) };
  const cases: readonly [DataType, unknown, string][] = [
    [DataType.Frame, frame(123), 'frame 123 at 2.050 s, 64 × 48 × 3 u8'],
    [DataType.TableRow, ['1', 'lick'], 'row 1 | lick'],
    [DataType.LineReading, { lineId: 4, value: 1, timeUsec: 1500 }, 'line 4 = 1 at 0.002 s'],
    [
      DataType.LineCommand,
      { kind: LineCommandKind.WRITE_DIGITAL, lineId: 4, value: 1 },
      'WRITE_DIGITAL of line 4 = 1',
    ],
    [DataType.ControlCommand, { kind: ControlCommandKind.START, durationMsec: 20 }, 'START, 20 ms'],
    [DataType.SignalBlockF32, block, 'block of 2 × 3 samples'],
  ];
  for (const [dataType, item, text] of cases) t.equal(describeItem(dataType, item), text);
  t.equal(describeItem(DataType.TableRow, ['x'.repeat(500)]).length, 60);
  t.end();
});

test('the rate counts frames by their index: those that were skipped count, too', (t) => {
  const meter = new StreamMeter(DataType.Frame, 1000);
  t.match(meter.line(2000), /^0\.0\/s, nothing yet$/);
  meter.note(frame(0), 2000);
  meter.note(frame(29), 2500);
  t.match(meter.line(3000), /^30\.0\/s, frame 29 at/);
  t.match(meter.line(4000), /^0\.0\/s, frame 29 at/);
  t.end();
});

test('the rate counts other items one by one', (t) => {
  const meter = new StreamMeter(DataType.TableRow, 0);
  for (let i = 0; i < 10; i++) meter.note([String(i)], i * 60);
  t.equal(meter.line(1000), '10.0/s, row 9');
  t.end();
});
