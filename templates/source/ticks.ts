/** Sends a reading of a line at a steady rate: a source has outputs only. */
import {
  DataType,
  everyUsec,
  initLink,
  integerSetting,
  numberSetting,
  timeSinceStartUsec,
} from 'syntalos-mlink';

const link = await initLink();
const readings = await link.registerOutputPort('readings', 'Readings', DataType.LineReading);

const settings = link.settings({
  rate: numberSetting({ default: 100, min: 0.1, max: 1000, unit: 'Hz' }),
  // 0: until the run is stopped.
  count: integerSetting({ default: 0, min: 0 }),
});

// In place of your device: a line that goes up and down.
link.onStart = async () => {
  const { rate, count } = await settings;
  let value = 0;
  const ticks = everyUsec(1e6 / rate, async () => {
    value++;
    readings.submit({ lineId: 0, value: value % 2, timeUsec: timeSinceStartUsec() });
    if (value !== count) return;
    ticks[Symbol.dispose]();
    // Nothing more to give: a run ends when all its sources have said so.
    await link.shutdown();
  });
};

await link.awaitDataForever();
