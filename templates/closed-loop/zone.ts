/** Gives a pulse whenever the animal enters a zone, and measures how long that takes. */
import { DataType, HwInputLine, HwOutputLine, initLink } from 'syntalos-mlink';

/** The zone is a circle in the middle of the picture. */
const ZONE = { x: 320, y: 240, radiusPx: 90 };
const PULSE_MSEC = 5;

const link = await initLink();
const positions = await link.registerInputPort('positions', 'Positions', DataType.TableRow);
const readings = await link.registerInputPort('readings', 'Board readings', DataType.LineReading);
const commands = await link.registerOutputPort('commands', 'Board commands', DataType.LineCommand);
const reactions = await link.registerOutputPort('reactions', 'Reactions', DataType.TableRow);

const stimulus = new HwOutputLine(commands, 13);
/** On the board a wire leads from the stimulus to this line. */
const sensor = new HwInputLine(commands, 2);

let wasInside = true; // so that a run that begins inside counts no entry
let entries = 0;
/** Times of the positions whose pulse has not come back yet. */
let awaitedUsec: number[] = [];

link.onPrepare = () => {
  reactions.setMetadataValue('table_header', ['position_usec', 'line_usec', 'reaction_usec']);
  wasInside = true;
  entries = 0;
  awaitedUsec = [];
  return true;
};

// A board forgets its lines' modes: send them at the start of every run.
link.onStart = () => {
  stimulus.sendMode();
  sensor.sendMode();
};

// Columns: frame, time_usec, x_px, y_px.
positions.onData = ([, timeUsec, x, y]) => {
  const isInside = Math.hypot(Number(x) - ZONE.x, Number(y) - ZONE.y) <= ZONE.radiusPx;
  if (isInside && !wasInside) {
    entries++;
    awaitedUsec.push(Number(timeUsec));
    stimulus.pulseMsec(PULSE_MSEC); // the board measures it
  }
  wasInside = isInside;
};

readings.onData = ({ lineId, value, timeUsec }) => {
  if (lineId !== sensor.lineId || value === 0) return;
  const positionUsec = awaitedUsec.shift();
  if (positionUsec !== undefined) reactions.submit([positionUsec, timeUsec, timeUsec - positionUsec]);
};

link.onStop = () => link.setFigure('zone entries', entries);

await link.awaitDataForever();
