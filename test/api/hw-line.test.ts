import { test } from 'tap';
import {
  DataType,
  HwInputLine,
  HwOutputLine,
  LineCommandKind,
  LineModeFlags,
  newLineCommand,
  type LineCommand,
  type LineCommandPort,
} from 'syntalos-mlink';
import { decode, encode } from 'syntalos-mlink/types';

/** A port that keeps what would have gone over the wire. */
class RecordingPort implements LineCommandPort {
  readonly id = 'commands';
  readonly dataType: DataType;
  readonly sent: LineCommand[] = [];

  constructor(dataType: DataType = DataType.LineCommand) {
    this.dataType = dataType;
  }

  submit(command: LineCommand): boolean {
    this.sent.push(decode(DataType.LineCommand, encode(DataType.LineCommand, command)));
    return true;
  }
}

const NONE = { value: 0, durationUsec: 0, flags: 0, extra: new Uint8Array(0) };

test('a line sends nothing until it is told to', (t) => {
  const port = new RecordingPort();
  t.equal(new HwInputLine(port, 7).lineId, 7);
  t.equal(new HwOutputLine(port, 0).lineId, 0);
  t.strictSame(port.sent, []);
  t.end();
});

test('sendMode makes a line an input, with pull-up where asked for, or an output', (t) => {
  const port = new RecordingPort();
  const returned = [
    new HwInputLine(port, 7).sendMode(),
    new HwInputLine(port, 8, { pullup: true }).sendMode(),
    new HwOutputLine(port, 13).sendMode(),
    new HwOutputLine(port, 14, { analog: true }).sendMode(),
  ];
  const mode = { ...NONE, kind: LineCommandKind.SET_MODE };
  t.strictSame(port.sent, [
    { ...mode, lineId: 7, flags: LineModeFlags.IS_INPUT },
    { ...mode, lineId: 8, flags: LineModeFlags.IS_INPUT | LineModeFlags.PULL_UP },
    { ...mode, lineId: 13, flags: LineModeFlags.IS_OUTPUT },
    { ...mode, lineId: 14, flags: LineModeFlags.IS_OUTPUT },
  ]);
  t.strictSame(returned, port.sent, 'each call returns what it sent');
  t.end();
});

test('a digital line takes levels and gives pulses of 2.5 ms or 50 ms unless told otherwise', (t) => {
  const port = new RecordingPort();
  const led = new HwOutputLine(port, 13);
  const returned = [
    led.setValue(true),
    led.setValue(0),
    led.pulse(),
    led.pulse(100),
    led.pulseMsec(),
    led.pulseMsec(2.5),
    led.pulseMsec(1.005),
  ];
  const line = { ...NONE, lineId: 13 };
  const pulse = { ...line, kind: LineCommandKind.WRITE_DIGITAL_PULSE, value: 1 };
  t.strictSame(port.sent, [
    { ...line, kind: LineCommandKind.WRITE_DIGITAL, value: 1 },
    { ...line, kind: LineCommandKind.WRITE_DIGITAL, value: 0 },
    { ...pulse, durationUsec: 2500 },
    { ...pulse, durationUsec: 100 },
    { ...pulse, durationUsec: 50_000 },
    { ...pulse, durationUsec: 2500 },
    { ...pulse, durationUsec: 1005 },
  ]);
  t.strictSame(returned, port.sent);
  t.end();
});

test('an analog line takes DAC codes', (t) => {
  const port = new RecordingPort();
  const command = new HwOutputLine(port, 3, { analog: true }).setAnalogValue(4_294_967_295);
  t.strictSame(port.sent, [{ ...NONE, kind: LineCommandKind.WRITE_ANALOG, lineId: 3, value: 4_294_967_295 }]);
  t.strictSame(command, port.sent[0]);
  t.end();
});

test('a call for the other kind of line is refused, and nothing is sent', (t) => {
  const port = new RecordingPort();
  const digital = new HwOutputLine(port, 1);
  const analog = new HwOutputLine(port, 2, { analog: true });
  t.throws(() => digital.setAnalogValue(5), {
    code: 'ERR_SYNTALOS_LINE',
    message:
      'Cannot call setAnalogValue of line 1: it is digital, setAnalogValue is for analog lines; use setValue, or make the line analog',
  });
  for (const call of [() => analog.setValue(1), () => analog.pulse(), () => analog.pulseMsec()]) {
    t.throws(call, { code: 'ERR_SYNTALOS_LINE', message: /line 2: it is analog.*setAnalogValue/ });
  }
  t.strictSame(port.sent, []);
  t.end();
});

test('values, durations, lines and ports that cannot be are refused by name', (t) => {
  const port = new RecordingPort();
  const led = new HwOutputLine(port, 13);
  for (const value of [2, -1, NaN, 'on' as unknown as number]) {
    t.throws(() => led.setValue(value), { code: 'ERR_SYNTALOS_INVALID_ARGUMENT', message: /line 13: got/ });
  }
  for (const usec of [0, -5, 1.5, NaN, Infinity]) {
    t.throws(() => led.pulse(usec), { code: 'ERR_SYNTALOS_INVALID_ARGUMENT', message: /µs above 0/ });
  }
  for (const msec of [0, -5, 0.0009, NaN]) {
    t.throws(() => led.pulseMsec(msec), { code: 'ERR_SYNTALOS_INVALID_ARGUMENT', message: /0\.001 ms/ });
  }
  const analog = new HwOutputLine(port, 3, { analog: true });
  for (const code of [-1, 0.5, 2 ** 32]) {
    t.throws(() => analog.setAnalogValue(code), { code: 'ERR_SYNTALOS_ITEM_TYPE', message: /"value"/ });
  }
  for (const lineId of [-1, 65_536, 1.5]) {
    t.throws(() => new HwInputLine(port, lineId), { code: 'ERR_SYNTALOS_ITEM_TYPE', message: /"lineId"/ });
  }
  t.throws(() => new HwOutputLine(new RecordingPort(DataType.LineReading), 1), {
    code: 'ERR_SYNTALOS_PORT',
    message:
      'Cannot make output line 1 on port "commands": its data type is LineReading, expected LineCommand',
  });
  t.strictSame(port.sent, []);
  t.end();
});

test('newLineCommand fills in what is not given and refuses what no port would take', (t) => {
  t.strictSame(newLineCommand(LineCommandKind.WRITE_DIGITAL, 4, 1), {
    ...NONE,
    kind: LineCommandKind.WRITE_DIGITAL,
    lineId: 4,
    value: 1,
  });
  t.strictSame(newLineCommand(LineCommandKind.SET_MODE, 65_535).value, 0);
  t.throws(() => newLineCommand(9 as LineCommandKind, 4), {
    code: 'ERR_SYNTALOS_ITEM_TYPE',
    message: /"kind"/,
  });
  t.throws(() => newLineCommand(1, 65_536), { code: 'ERR_SYNTALOS_ITEM_TYPE', message: /"lineId"/ });
  t.throws(() => newLineCommand(2, 1, -1), { code: 'ERR_SYNTALOS_ITEM_TYPE', message: /"value"/ });
  t.end();
});
