/**
 * Built-in module `board-sim`: an I/O board without hardware, for closed loops.
 *
 * Input `commands`: what the lines must do. Output `readings`: the level of each line that changes,
 * outputs and inputs, with the master time of the change. Pulses end at exactly their time by the
 * master clock, though the reading of it may be sent a little later. Commands that cannot be carried
 * out are warned about.
 *
 * @module
 */
import { initLink } from '../../../program/index.ts';
import { DataType } from '../../../types/index.ts';
import { BoardRunner } from '../boards/board-runner.ts';
import { ownSettings } from '../own-settings.ts';
import { readBoardSettings } from './board-settings.ts';
import { SimulatedBoard } from './simulated-board.ts';

const wiring = readBoardSettings(ownSettings());

const link = await initLink();
const commands = await link.registerInputPort('commands', 'Line commands', DataType.LineCommand);
const readings = await link.registerOutputPort('readings', 'Line readings', DataType.LineReading);
const runner = new BoardRunner();

link.onPrepare = () => {
  runner.begin(
    new SimulatedBoard(wiring, {
      onReading: (reading) => void readings.submit(reading),
      onRefused: (command, why) => runner.noteRefusal(command, why),
    }),
  );
  return true;
};
commands.onData = (command) => runner.execute(command);
link.onStop = () => {
  runner.end();
  if (runner.refusedCount > 0) link.setFigure('commands refused', runner.refusedCount);
};

await link.awaitDataForever();
