/**
 * How fast are the small items of fixed size, against JSON?
 *
 * @module
 */
import { ControlCommandKind, DataType, LineCommandKind } from 'syntalos-mlink/types';
import { compare, type Bench } from '../harness.ts';
import { jsonPeer } from '../peers/json.ts';
import { codecRate } from './codec-bench.ts';

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
  const shared = { bench: 'codec-lines', unit: 'items/s' };
  return [
    await compare({
      ...shared,
      subject: 'LineReading',
      ours: () => codecRate(DataType.LineReading, readings, 5 * ROUNDS),
      peer: jsonPeer(readings, ROUNDS),
    }),
    await compare({
      ...shared,
      subject: 'LineCommand',
      ours: () => codecRate(DataType.LineCommand, lineCommands, ROUNDS),
      peer: jsonPeer(lineCommands, ROUNDS),
    }),
    await compare({
      ...shared,
      subject: 'ControlCommand',
      ours: () => codecRate(DataType.ControlCommand, commands, ROUNDS),
      peer: jsonPeer(commands, ROUNDS),
    }),
  ];
};
