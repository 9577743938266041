/**
 * Notes again and again how far the clock of this computer is ahead of the time of the run, in µs.
 *
 * @module
 */
import { everyUsec, initLink, timeSinceStartUsec } from 'syntalos-mlink';

const PERIOD_USEC = 10_000;
/** Where reading both clocks took longer, in µs, something came between: it says nothing of either. */
const LONGEST_USEC = 10;

const link = await initLink();
const aheadUsec: number[] = [];
link.onStart = () => {
  everyUsec(PERIOD_USEC, () => {
    const before = Number(process.hrtime.bigint()) / 1000;
    const timeUsec = timeSinceStartUsec();
    const after = Number(process.hrtime.bigint()) / 1000;
    if (after - before <= LONGEST_USEC) aheadUsec.push((before + after) / 2 - timeUsec);
  });
};
link.onStop = () => link.setFigure('aheadUsec', JSON.stringify(aheadUsec));
await link.awaitDataForever();
