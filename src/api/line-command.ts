/**
 * Making commands for hardware lines.
 *
 * @module
 */
import { DataType, codecOf, type LineCommand, type LineCommandKind } from '../types/index.ts';

const NO_BYTES: Uint8Array = new Uint8Array(0);

/**
 * Makes a command for a hardware line.
 *
 * What else the command needs, such as `durationUsec` of a pulse or `extra` of a device's own command,
 * is added by the caller: `{ ...newLineCommand(LineCommandKind.DEVICE_SPECIFIC, 3), extra }`.
 *
 * @param kind - what the command does
 * @param lineId - line, channel or pin number, 0 to 65535
 * @param value - digital 0 or 1, analog the DAC code; 0 to 2^32 − 1
 * @throws ERR_SYNTALOS_ITEM_TYPE - for anything else, by the name of the field
 */
export function newLineCommand(kind: LineCommandKind, lineId: number, value = 0): LineCommand {
  return checked({ kind, lineId, value, durationUsec: 0, flags: 0, extra: NO_BYTES });
}

/** The command, if a port would take it. */
export function checked(command: LineCommand): LineCommand {
  codecOf(DataType.LineCommand).measureAtMost(command);
  return command;
}
