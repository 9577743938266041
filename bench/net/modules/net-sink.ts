/**
 * Takes items of the kind of its settings, and says how many came a second, or how long they took.
 *
 * @module
 */
import { initLink } from 'syntalos-mlink';
import { TYPES, nowUsec, type ItemKind } from './net-items.ts';

/** Until then it does not count: code is not compiled yet. */
const WARM_UP_USEC = 1_000_000;

const link = await initLink();
let count = 0;
let firstUsec = 0;
let countedUsec = 0;
let countedFrom = 0;
let lastUsec = 0;
const latencies: number[] = [];

link.onLoadSettings = async (data) => {
  const { kind, perSecond } = JSON.parse(new TextDecoder().decode(data)) as {
    kind: ItemKind;
    perSecond: number;
  };
  const input = await link.registerInputPort('in', 'In', TYPES[kind]);
  const lookEvery = kind === 'row' ? 256 : 1;
  input.onData = (item) => {
    if (perSecond > 0) latencies.push(nowUsec() - (item as { timeUsec: number }).timeUsec);
    if (count++ % lookEvery !== 0) return;
    lastUsec = nowUsec();
    firstUsec ||= lastUsec;
    if (countedUsec === 0 && lastUsec - firstUsec > WARM_UP_USEC) {
      countedUsec = lastUsec;
      countedFrom = count;
    }
  };
  return true;
};
link.onStop = () => {
  link.setFigure('perSecond', ((count - countedFrom) * 1e6) / (lastUsec - countedUsec));
  link.setFigure('latencies', JSON.stringify(latencies.slice(-400)));
};
await link.awaitDataForever();
