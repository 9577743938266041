/**
 * Finds the animal in each frame by a neural network, in two worker threads, and sends on where it is and what the
 * network saw, in the order of the frames.
 */
import { DataType, Frame, initLink } from 'syntalos-mlink';
import type { Sighting } from './segment-frame.ts';

const link = await initLink();
const frames = await link.registerInputPort('frames', 'Camera frames', DataType.Frame);
const positions = await link.registerOutputPort('positions', 'Positions', DataType.TableRow);
const masks = await link.registerOutputPort('masks', 'Masks', DataType.Frame);

const analysis = frames.analyze<Sighting>(new URL('./segment-frame.ts', import.meta.url), { workers: 2 });

analysis.onResult = ({ frame, timeUsec, x, y, areaPx, mask }) => {
  positions.submit([frame, timeUsec, x.toFixed(3), y.toFixed(3), areaPx]);
  masks.submit(new Frame({ ...mask, depth: 'u8', channels: 1, index: frame, timeUsec }));
};

link.onPrepare = async () => {
  positions.setMetadataValue('table_header', ['frame', 'time_usec', 'x_px', 'y_px', 'area_px']);
  await analysis.whenLoaded(); // the network is read before the first frame comes
  return true;
};

// So that the masks' frame rate is known to their consumers before the first comes.
link.allowAsyncStart = false;
link.onStart = () => masks.forwardMetadata(frames, ['framerate']);

await link.awaitDataForever();
