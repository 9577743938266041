/**
 * Built-in module `firmata-board`: the lines of an Arduino, or another board that speaks Firmata, at a serial port.
 *
 * Input `commands`: what the lines shall do. Output `readings`: the level of each line that changes, outputs when
 * they are written, inputs when the board tells. A board that goes, or starts anew, ends the run by its port's name.
 *
 * @module
 */
import { raiseError, timeSinceStartUsec } from '../../../api/index.ts';
import { initLink } from '../../../program/index.ts';
import {
  integerSetting,
  listSetting,
  numberSetting,
  readSettings,
  textSetting,
  type Setting,
} from '../../../settings/index.ts';
import { DataType } from '../../../types/index.ts';
import { BoardRunner } from '../boards/board-runner.ts';
import { ownSettings } from '../own-settings.ts';
import { FirmataConnection } from './firmata-connection.ts';
import { FirmataLines } from './firmata-lines.ts';

const own = ownSettings();
const settings = readSettings(own, {
  port: textSetting({ required: true }),
  baud_rate: integerSetting({ default: 57_600, min: 50, max: 4_000_000, unit: 'Bd' }),
  /** Outputs by PWM, and inputs by the board's ADC. */
  analog: listSetting(integerSetting({ min: 0, max: 127 }) as Setting<number>, { default: [] }),
  /** Between two readings of analog inputs. */
  sampling_msec: integerSetting({ default: 19, min: 1, max: 16_383, unit: 'ms' }),
  /** So long a board may take to start and to answer. */
  answer_sec: numberSetting({ default: 8, min: 0.1, max: 14, unit: 's' }),
});

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
