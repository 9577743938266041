/**
 * Measures how late delayed calls and bare timers fire in a module's thread; prints it as JSON.
 *
 * @module
 */
import { initLink, println, scheduleDelayedCall } from 'syntalos-mlink';

const ROUNDS = 10;
const CALLS = 30;

const link = await initLink();
link.onStart = () => {
  void measure();
};

async function measure(): Promise<void> {
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = -1; round < ROUNDS; round++) {
    for (let i = 0; i < CALLS; i++) {
      const delayMsec = 1 + ((i * 7) % 20);
      const our = await latenessUsec(delayMsec, scheduleDelayedCall);
      const their = await latenessUsec(delayMsec, (delay, fire) => setTimeout(fire, delay));
      if (round < 0) continue;
      ours.push(our);
      theirs.push(their);
    }
  }
  println(JSON.stringify({ ours, theirs, runs: ROUNDS }));
  await link.shutdown();
}

function latenessUsec(
  delayMsec: number,
  schedule: (delayMsec: number, fire: () => void) => unknown,
): Promise<number> {
  return new Promise((resolve) => {
    const begin = performance.now();
    schedule(delayMsec, () => resolve((performance.now() - begin - delayMsec) * 1000));
  });
}

await link.awaitDataForever();
