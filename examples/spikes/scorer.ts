/**
 * Compares the spikes that were detected with the true ones: hits, misses and false alarms, in the
 * run's summary and report.
 */
import { DataType, initLink, type TableRow } from 'syntalos-mlink';

/** A detection hits a spike of its channel that is no farther away than this. */
const TOLERANCE_USEC = 500;

const link = await initLink();
const detected = await link.registerInputPort('detected', 'Detected spikes', DataType.TableRow);
const truth = await link.registerInputPort('truth', 'True spikes', DataType.TableRow);

/** Times of spikes in µs, by channel. */
type Times = Map<string, number[]>;
const trueTimes: Times = new Map();
const foundTimes: Times = new Map();

function note(times: Times, [timeUsec, channel = '']: TableRow): void {
  const list = times.get(channel);
  if (list === undefined) times.set(channel, [Number(timeUsec)]);
  else list.push(Number(timeUsec));
}
truth.onData = (row) => note(trueTimes, row);
detected.onData = (row) => note(foundTimes, row);

link.onPrepare = () => {
  trueTimes.clear();
  foundTimes.clear();
  return true;
};

link.onStop = () => {
  const errorsUsec: number[] = [];
  for (const [channel, times] of trueTimes) {
    const found = foundTimes.get(channel) ?? [];
    let next = 0;
    for (const time of times) {
      // Both lists are in order of time, and a detection hits one spike only.
      while (next < found.length && found[next]! < time - TOLERANCE_USEC) next++;
      const error = (found[next] ?? Infinity) - time;
      if (error > TOLERANCE_USEC) continue;
      errorsUsec.push(Math.abs(error));
      next++;
    }
  }
  const hits = errorsUsec.length;
  const count = (times: Times): number => [...times.values()].reduce((sum, list) => sum + list.length, 0);
  link.setFigure('true spikes', count(trueTimes));
  link.setFigure('hits', hits);
  link.setFigure('misses', count(trueTimes) - hits);
  link.setFigure('false alarms', count(foundTimes) - hits);
  if (hits > 0) {
    const meanUsec = errorsUsec.reduce((a, b) => a + b, 0) / hits;
    link.setFigure('time error, mean', meanUsec.toFixed(0), 'µs');
  }
};

await link.awaitDataForever();
