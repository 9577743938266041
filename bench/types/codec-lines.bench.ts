/** How fast are the small items of fixed size, against JSON? */
import { ControlCommandKind, DataType, LineCommandKind } from 'syntalos-mlink/types';
import { compare, type Bench } from '../harness.js';
import { codecRate, jsonRate } from './codec-bench.js';

const ROUNDS = 300_000;

export const run: Bench = async () => {
  const each = Array.from({ length: 16 }, (_, at) => at);
  const readings = each.map((at) => ({ lineId: at, value: at & 1, timeUsec: 3_600_000_000 + at * 331 }));
  const lineCommands = each.map((at) => ({
    kind: LineCommandKind.WRITE_DIGITAL_PULSE,
    lineId: at,
    value: 1,
    durationUsec: 2500,
    flags: 0,
    extra: new Uint8Array(0),
  }));
  const commands = each.map((at) => ({
    kind: ControlCommandKind.CUSTOM,
    durationMsec: 100 * at,
    command: 'led on',
  }));
  const shared = { bench: 'codec-lines', peer: 'JSON.stringify + parse', unit: 'items/s' };
  return [
    await compare({
      ...shared,
      subject: 'LineReading',
      ours: () => codecRate(DataType.LineReading, readings, 5 * ROUNDS),
      theirs: () => jsonRate(readings, ROUNDS),
    }),
    await compare({
      ...shared,
      subject: 'LineCommand',
      ours: () => codecRate(DataType.LineCommand, lineCommands, ROUNDS),
      theirs: () => jsonRate(lineCommands, ROUNDS),
    }),
    await compare({
      ...shared,
      subject: 'ControlCommand',
      ours: () => codecRate(DataType.ControlCommand, commands, ROUNDS),
      theirs: () => jsonRate(commands, ROUNDS),
    }),
  ];
};
