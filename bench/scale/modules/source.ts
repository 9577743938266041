/**
 * Submits lines or frames on some ports: freely, in bursts, paced, or a fixed number of them.
 *
 * @module
 */
import { DataType, Frame, initLink, integerSetting, isRunning, wait } from 'syntalos-mlink';
import { Allocation } from './allocation.js';

const link = await initLink();
const { ports, bytes, perSecond, burst, count } = await link.settings({
  ports: integerSetting({ default: 1, min: 1 }),
  /** Size of a frame; 0 for LineReadings. */
  bytes: integerSetting({ default: 0, min: 0 }),
  /** Bursts a second and port; 0 for as fast as they are taken. */
  perSecond: integerSetting({ default: 0, min: 0 }),
  burst: integerSetting({ default: 1, min: 1 }),
  /** Items per port, after which the source is done; 0 for no end. */
  count: integerSetting({ default: 0, min: 0 }),
});

const submits: ((index: number) => boolean)[] = [];
for (let n = 0; n < ports; n++) submits.push(await (bytes === 0 ? lines(`out${n}`) : frames(`out${n}`)));

async function lines(id: string): Promise<(index: number) => boolean> {
  const port = await link.registerOutputPort(id, id, DataType.LineReading);
  const reading = { lineId: 1, value: 0, timeUsec: 0 };
  return (index) => {
    reading.value = index >>> 0;
    return port.submit(reading);
  };
}

async function frames(id: string): Promise<(index: number) => boolean> {
  const port = await link.registerOutputPort(id, id, DataType.Frame);
  const frame = Frame.create({ width: bytes, height: 1 });
  return (index) => {
    frame.index = index;
    frame.data[0] = index & 0xff;
    return port.submit(frame);
  };
}

const STRIDE = bytes === 0 ? 256 : 1;
let sent = 0;
const allocation = new Allocation();
let grownBytes = 0;

/** Submits `n` items on each port; false when the run has ended. */
function submitAll(n: number): boolean {
  for (let item = 0; item < n; item++, sent++) {
    for (const submit of submits) if (!submit(sent)) return false;
  }
  return true;
}

function runFreely(): void {
  allocation.begin();
  while (isRunning() && (count === 0 || sent < count)) {
    if (!submitAll(count === 0 ? STRIDE : Math.min(STRIDE, count - sent))) break;
  }
  grownBytes = allocation.end();
  if (count > 0) void link.shutdown();
}

async function runPaced(): Promise<void> {
  while (isRunning()) {
    await wait(1000 / perSecond);
    if (!submitAll(burst)) return;
  }
}

link.onStart = () => {
  if (perSecond === 0) setImmediate(runFreely);
  else void runPaced();
};
link.onStop = () => {
  link.setFigure('sent', sent);
  link.setFigure('grownBytes', grownBytes);
  link.setFigure('pauses', allocation.pauses);
};
await link.awaitDataForever();
