/**
 * Motion energy of a video: how much each frame differs from the one before it, as the mean of the
 * absolute differences of all its values.
 */
import { DataType, initLink, type FramePixels } from 'syntalos-mlink';

const link = await initLink();
const frames = await link.registerInputPort('frames', 'Frames', DataType.Frame);
const motion = await link.registerOutputPort('motion', 'Motion energy', DataType.TableRow);

let previous: FramePixels | undefined;
let mostMotion = { energy: 0, timeUsec: 0 };

link.onPrepare = () => {
  motion.setMetadataValue('table_header', ['frame', 'time_usec', 'energy']);
  previous = undefined;
  mostMotion = { energy: 0, timeUsec: 0 };
  return true;
};

frames.onData = ({ index, timeUsec, data }) => {
  if (previous?.length === data.length) {
    const energy = meanDifference(data, previous);
    if (energy > mostMotion.energy) mostMotion = { energy, timeUsec };
    motion.submit([index, timeUsec, energy.toFixed(4)]);
    previous.set(data);
  } else {
    // The frame's memory is the sender's again when this function returns.
    previous = data.slice();
  }
};

link.onStop = () => {
  link.setFigure('most motion at', (mostMotion.timeUsec / 1e6).toFixed(2), 's');
};

function meanDifference(a: FramePixels, b: FramePixels): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i]! - b[i]!);
  return sum / a.length;
}

await link.awaitDataForever();
