/**
 * Built-in module `board-sim`: an I/O board without hardware, for closed loops.
 *
 * Input `commands`: what the lines shall do. Output `readings`: the level of each line that changes,
 * outputs and inputs, with the master time of the change. Pulses end at exactly their time by the
 * master clock, though the reading of it may be sent a little later. Commands that cannot be carried
 * out are warned about.
 *
 * @module
 */
import { scheduleDelayedCall, timeSinceStartUsec, warnHost } from '../../../api/index.ts';
import { initLink } from '../../../program/index.ts';
import { DataType, type LineCommand } from '../../../types/index.ts';
import { readBoardSettings } from './board-settings.ts';
import { describeRefusal } from './describe-refusal.ts';
import { SimulatedBoard } from './simulated-board.ts';
import { ownSettings } from '../own-settings.ts';

/** Warnings of a run: a module that does not know its board gives the same ones over and over. */
const MAX_WARNINGS = 20;

const wiring = readBoardSettings(ownSettings());

const link = await initLink();
const commands = await link.registerInputPort('commands', 'Line commands', DataType.LineCommand);
const readings = await link.registerOutputPort('readings', 'Line readings', DataType.LineReading);

let board = createBoard();
let refusedCount = 0;
let nextCall: Disposable | undefined;

link.onPrepare = () => {
  board = createBoard();
  refusedCount = 0;
  return true;
};
commands.onData = (command) => {
  board.execute(command, timeSinceStartUsec());
  callAtNextChange();
};
link.onStop = () => {
  nextCall?.[Symbol.dispose]();
  nextCall = undefined;
  if (refusedCount > 0) link.setFigure('commands refused', refusedCount);
};

function createBoard(): SimulatedBoard {
  return new SimulatedBoard(wiring, {
    onReading: (reading) => void readings.submit(reading),
    onRefused: noteRefusal,
  });
}

function callAtNextChange(): void {
  nextCall?.[Symbol.dispose]();
  const dueUsec = board.nextChangeUsec;
  nextCall =
    dueUsec === undefined
      ? undefined
      : scheduleDelayedCall(Math.max(0, dueUsec - timeSinceStartUsec()) / 1000, () => {
          board.advanceTo(timeSinceStartUsec());
          callAtNextChange();
        });
}

function noteRefusal(command: LineCommand, why: string): void {
  refusedCount++;
  if (refusedCount <= MAX_WARNINGS) warnHost(describeRefusal(command, why));
  if (refusedCount === MAX_WARNINGS) warnHost('Further commands that are refused are only counted');
}

await link.awaitDataForever();
