/**
 * Passes lines or frames on.
 *
 * @module
 */
import { DataType, initLink, integerSetting } from 'syntalos-mlink';

const link = await initLink();
const { bytes } = await link.settings({ bytes: integerSetting({ default: 0, min: 0 }) });
if (bytes === 0) {
  const out = await link.registerOutputPort('out', 'Out', DataType.LineReading);
  const lines = await link.registerInputPort('in', 'In', DataType.LineReading);
  lines.onData = (line) => {
    out.submit(line);
  };
} else {
  const out = await link.registerOutputPort('out', 'Out', DataType.Frame);
  const frames = await link.registerInputPort('in', 'In', DataType.Frame);
  frames.onData = (frame) => {
    out.submit(frame);
  };
}
await link.awaitDataForever();
