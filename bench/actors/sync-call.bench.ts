/**
 * How long `processTimestamp` takes, beside the least that any call to another thread takes: one
 * word stored and notified each way.
 *
 * @module
 */
import { compareLatencies, type Bench } from '../harness.ts';
import { ATOMICS_PEER, openAtomicsEcho } from '../peers/atomics.ts';
import { openSynchronizer } from './open-synchronizer.ts';

const ROUNDS = 10;
const CALLS = 1_000;

export const run: Bench = async () => {
  const { sync, close } = await openSynchronizer();
  const echo = await openAtomicsEcho();
  const ours: number[] = [];
  const theirs: number[] = [];
  let pair = 0;
  for (let round = -1; round < ROUNDS; round++) {
    const isWarmUp = round < 0;
    for (let i = 0; i < CALLS; i++, pair++) {
      const begin = performance.now();
      const aligned = sync.processTimestamp(pair * 1000, pair * 1000 + 5000);
      if (!isWarmUp) ours.push((performance.now() - begin) * 1000);
      if (aligned !== pair * 1000) throw new Error('the work was not done');
    }
    for (let i = 0; i < CALLS; i++) {
      const begin = performance.now();
      echo.roundTrip();
      if (!isWarmUp) theirs.push((performance.now() - begin) * 1000);
    }
  }
  await close();
  await echo.close();
  const names = { bench: 'sync-call', subject: 'processTimestamp', peer: ATOMICS_PEER };
  return [compareLatencies({ ...names, runs: ROUNDS }, ours, theirs)];
};
