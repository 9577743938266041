/** Sends on how bright each frame is. */
import { DataType, initLink, numberSetting } from 'syntalos-mlink';

// The link to whoever runs the module: Syntalos, or `syntalos-mlink run`.
const link = await initLink();
const frames = await link.registerInputPort('frames', 'Frames', DataType.Frame);
const rows = await link.registerOutputPort('rows', 'Brightness', DataType.TableRow);

// What the project says in `settings`; a wrong name or value refuses the run.
const settings = link.settings({ threshold: numberSetting({ default: 100, min: 0, max: 255 }) });
let threshold = 0;
let brightFrames = 0;

// Before each run: check, reset, tell the consumers about your streams.
link.onPrepare = async () => {
  ({ threshold } = await settings);
  brightFrames = 0;
  rows.setMetadataValue('table_header', ['frame', 'time_usec', 'mean', 'is_bright']);
  return true;
};

// Each frame, one after the other. `data` lies in the camera's memory: copy what you keep.
frames.onData = ({ index, timeUsec, data }) => {
  let sum = 0;
  for (const value of data) sum += value;
  const mean = sum / data.length;
  const isBright = mean >= threshold;
  if (isBright) brightFrames++;
  rows.submit([index, timeUsec, mean.toFixed(2), isBright]);
};

// After the last item. A figure is shown in the run's summary.
link.onStop = () => link.setFigure('bright frames', brightFrames);

await link.awaitDataForever();
