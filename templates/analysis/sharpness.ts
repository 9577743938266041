/** Has workers analyse each frame, and sends the results on in the order of the frames. */
import { DataType, initLink } from 'syntalos-mlink';
import type { Contrast } from './contrast.ts';

const link = await initLink();
const frames = await link.registerInputPort('frames', 'Frames', DataType.Frame);
const rows = await link.registerOutputPort('rows', 'Contrast', DataType.TableRow);

// As many workers as you can spare cores; the camera waits where they do not keep up, and nothing is dropped.
const analysis = frames.analyze<Contrast>(new URL('./contrast.ts', import.meta.url), { workers: 2 });

// In this thread, in the order of the frames.
analysis.onResult = ({ index, timeUsec, deviation }) => {
  rows.submit([index, timeUsec, deviation.toFixed(3)]);
};

link.onPrepare = async () => {
  rows.setMetadataValue('table_header', ['frame', 'time_usec', 'deviation']);
  await analysis.whenLoaded(); // the first frame does not wait for the workers
  return true;
};

await link.awaitDataForever();
