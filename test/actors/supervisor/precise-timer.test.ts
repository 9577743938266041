import { test } from 'tap';
import { createPreciseTimer } from '#src/actors/supervisor/precise-timer';

const start = createPreciseTimer();

test('precise timer: fires once, at or after its time, and never at once', async (t) => {
  for (const delayMsec of [0, 0.03, 0.7, 2.4, 2.6, 7.9]) {
    const begin = performance.now();
    let fired = 0;
    const elapsed = await new Promise<number>((resolve) => {
      start(delayMsec, () => {
        fired++;
        resolve(performance.now() - begin);
      });
      t.equal(fired, 0);
    });
    t.ok(elapsed >= delayMsec, `${elapsed} ms after ${delayMsec} ms`);
    t.equal(fired, 1);
  }
});

test('precise timer: one that is stopped does not fire, far from its time or near it', async (t) => {
  let fired = 0;
  const stops = [0, 1, 2.4, 5].map((delayMsec) => start(delayMsec, () => fired++));
  for (const stop of stops) stop();
  await new Promise<void>((resolve) => {
    start(8, resolve);
  });
  t.equal(fired, 0);
});

test('precise timer: the event loop turns meanwhile', async (t) => {
  let turns = 0;
  const count = (): void => {
    turns++;
    next = setImmediate(count);
  };
  let next = setImmediate(count);
  await new Promise<void>((resolve) => {
    start(2, resolve);
  });
  clearImmediate(next);
  t.ok(turns > 0, `${turns} turns`);
});
