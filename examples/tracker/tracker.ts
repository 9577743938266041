/**
 * Finds the animal in each frame.
 *
 * `analyze-frame.ts` is the heavy part: it runs in two worker threads, which read the frames in
 * place. This thread only sends on what they found, in the order of the frames.
 */
import { DataType, initLink, println } from 'syntalos-mlink';
import type { Sighting } from './analyze-frame.ts';

const link = await initLink();
const frames = await link.registerInputPort('frames', 'Camera frames', DataType.Frame);
const positions = await link.registerOutputPort('positions', 'Positions', DataType.TableRow);

const analysis = frames.analyze<Sighting>(new URL('./analyze-frame.ts', import.meta.url), { workers: 2 });

analysis.onResult = ({ frame, timeUsec, x, y, areaPx }) => {
  if (frame === 0) println('first frame analysed');
  positions.submit([frame, timeUsec, x.toFixed(3), y.toFixed(3), areaPx]);
};

link.onPrepare = async () => {
  positions.setMetadataValue('table_header', ['frame', 'time_usec', 'x_px', 'y_px', 'area_px']);
  await analysis.whenLoaded(); // so that the first frame does not wait for it
  return true;
};

await link.awaitDataForever();
