/**
 * Gives a TTL pulse whenever the animal enters a zone, and measures how long that took: from the time
 * of the frame in which it is first inside to the change of the line, as the board tells it.
 */
import { DataType, HwInputLine, HwOutputLine, initLink } from 'syntalos-mlink';

/** The zone is a circle in the middle of the picture. */
const ZONE = { x: 320, y: 240, radiusPx: 90 };
const PULSE_USEC = 5000;

const link = await initLink();
const positions = await link.registerInputPort('positions', 'Tracked positions', DataType.TableRow);
const readings = await link.registerInputPort('readings', 'Board readings', DataType.LineReading);
const commands = await link.registerOutputPort('commands', 'Board commands', DataType.LineCommand);
const reactions = await link.registerOutputPort('reactions', 'Reactions', DataType.TableRow);

const stimulus = new HwOutputLine(commands, 13);
/** On the board a wire leads from the stimulus to this line. */
const sensor = new HwInputLine(commands, 2);

let wasInside = true; // so that a run that begins inside counts no entry
/** Entries whose pulse has not come back yet. */
let awaited: { frame: string; timeUsec: number }[] = [];
let reactionsMsec: number[] = [];

link.onPrepare = () => {
  reactions.setMetadataValue('table_header', ['frame', 'frame_time_usec', 'line_time_usec', 'reaction_usec']);
  wasInside = true;
  awaited = [];
  reactionsMsec = [];
  return true;
};

link.onStart = () => {
  stimulus.sendMode();
  sensor.sendMode();
};

positions.onData = ([frame = '', timeUsec, x, y]) => {
  // NaN, where no animal is seen, is not inside.
  const isInside = Math.hypot(Number(x) - ZONE.x, Number(y) - ZONE.y) <= ZONE.radiusPx;
  if (isInside && !wasInside) {
    stimulus.pulse(PULSE_USEC);
    awaited.push({ frame, timeUsec: Number(timeUsec) });
  }
  wasInside = isInside;
};

readings.onData = ({ lineId, value, timeUsec }) => {
  if (lineId !== sensor.lineId || value === 0) return;
  const entry = awaited.shift();
  if (entry === undefined) return;
  const reactionUsec = timeUsec - entry.timeUsec;
  reactionsMsec.push(reactionUsec / 1000);
  reactions.submit([entry.frame, entry.timeUsec, timeUsec, reactionUsec]);
};

link.onStop = () => {
  const sorted = reactionsMsec.sort((a, b) => a - b);
  link.setFigure('zone entries', sorted.length + awaited.length);
  link.setFigure('pulses that came back', sorted.length);
  if (sorted.length === 0) return;
  link.setFigure('reaction time, median', sorted[sorted.length >> 1]!.toFixed(2), 'ms');
  link.setFigure('reaction time, longest', sorted.at(-1)!.toFixed(2), 'ms');
};

await link.awaitDataForever();
