/**
 * Has frames computed on in worker threads, and counts the results.
 *
 * @module
 */
import { DataType, initLink, integerSetting, raiseError } from 'syntalos-mlink';

const link = await initLink();
const { workers } = await link.settings({ workers: integerSetting({ default: 1, min: 1 }) });
const frames = await link.registerInputPort('in0', 'Frames', DataType.Frame);
const analysis = frames.analyze<number>(new URL('./compute.js', import.meta.url), { workers });
let results = 0;
let fromMsec = 0;
let lastMsec = 0;
analysis.onResult = (index) => {
  if (index !== results) raiseError(`got result ${String(index)}, expected ${results}`);
  results++;
  lastMsec = performance.now();
  if (fromMsec === 0) fromMsec = lastMsec;
};
link.onStop = () => {
  link.setFigure('received', results);
  link.setFigure('counted', results - 1);
  link.setFigure('usec', (lastMsec - fromMsec) * 1000);
};
await link.awaitDataForever();
