/**
 * Takes lines or frames on some ports, checks that none is missing, and notes how fast they came.
 *
 * @module
 */
import { DataType, initLink, integerSetting, raiseError } from 'syntalos-mlink';
import { monotonicUsec } from '#src/timing/monotonic-usec';
import { Allocation } from './allocation.js';

const link = await initLink();
const { ports, bytes, warmUp } = await link.settings({
  ports: integerSetting({ default: 1, min: 1 }),
  bytes: integerSetting({ default: 0, min: 0 }),
  /** Items of the first port that don't count: code is not compiled yet. */
  warmUp: integerSetting({ default: 1, min: 1 }),
});

let received = 0;
let countedFromUsec = 0;
let lastUsec = 0;
const allocation = new Allocation();
let grownBytes = 0;
/** The clock is looked at this often. */
const LOOK_EVERY = bytes === 0 ? 64 : 1;

function checker(): (index: number) => void {
  let expected = 0;
  return (index) => {
    if (index !== expected) raiseError(`got item ${index}, expected ${expected}`);
    expected++;
    received++;
    if (received === warmUp) {
      countedFromUsec = monotonicUsec();
      allocation.begin();
    }
    if (received % LOOK_EVERY === 0) lastUsec = monotonicUsec();
  };
}

for (let n = 0; n < ports; n++) {
  const id = `in${n}`;
  const check = checker();
  if (bytes === 0) {
    const lines = await link.registerInputPort(id, id, DataType.LineReading);
    lines.onData = ({ value }) => check(value);
  } else {
    const frames = await link.registerInputPort(id, id, DataType.Frame);
    frames.onData = ({ index, data }) => {
      if (data[0] !== (index & 0xff)) raiseError(`frame ${index} is damaged`);
      check(index);
    };
  }
}
link.onStop = () => {
  grownBytes = allocation.end();
  link.setFigure('received', received);
  link.setFigure('counted', Math.max(0, received - (received % LOOK_EVERY) - warmUp));
  link.setFigure('usec', Math.max(0, lastUsec - countedFromUsec));
  link.setFigure('grownBytes', grownBytes);
  link.setFigure('pauses', allocation.pauses);
  link.setFigure('pauseMsec', allocation.pauseMsec);
};
await link.awaitDataForever();
