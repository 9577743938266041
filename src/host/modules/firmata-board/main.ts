/**
 * Built-in module `firmata-board`: the lines of an Arduino, or another board that speaks Firmata, at a serial port.
 *
 * Input `commands`: what the lines must do. Output `readings`: the level of each line that changes, outputs when
 * they are written, inputs when the board reports it. A board that goes, or starts anew, ends the run by its port's name.
 *
 * @module
 */
import { raiseError, timeSinceStartUsec } from '../../../api/index.ts';
import { initLink } from '../../../program/index.ts';
import { readSettings } from '../../../settings/index.ts';
import { DataType } from '../../../types/index.ts';
import { BoardRunner } from '../boards/board-runner.ts';
import { ownSettings } from '../own-settings.ts';
import { FIRMATA_BOARD_SETTINGS } from './description.ts';
import { FirmataConnection } from './firmata-connection.ts';
import { FirmataLines } from './firmata-lines.ts';

const own = ownSettings();
const settings = readSettings(own, FIRMATA_BOARD_SETTINGS);

const link = await initLink();
const commands = await link.registerInputPort('commands', 'Line commands', DataType.LineCommand);
const readings = await link.registerOutputPort('readings', 'Line readings', DataType.LineReading);
const runner = new BoardRunner();
let connection: FirmataConnection | undefined;

link.onPrepare = async () => {
  await connection?.close();
  connection = await FirmataConnection.open(settings.port, {
    moduleId: own.id,
    baudRate: settings.baud_rate,
    samplingMsec: settings.sampling_msec,
    answerMsec: settings.answer_sec * 1000,
    onFailure: ({ message }) => raiseError(message),
  });
  const lines = new FirmataLines(connection.session, {
    analogLines: settings.analog,
    nowUsec: timeSinceStartUsec,
    onReading: (reading) => void readings.submit(reading),
    onRefused: (command, why) => runner.noteRefusal(command, why),
  });
  runner.begin(lines);
  return true;
};
commands.onData = async (command) => {
  runner.execute(command);
  await connection?.drained();
};
link.onStop = async () => {
  runner.end();
  if (runner.refusedCount > 0) link.setFigure('commands refused', runner.refusedCount);
  const last = connection;
  connection = undefined;
  if (last === undefined) return;
  const { damagedCount } = last.session;
  if (damagedCount > 0) link.setFigure('damaged messages', damagedCount);
  await last.close();
};

await link.awaitDataForever();
