/**
 * The loop of benches that call one function again and again.
 *
 * @module
 */

/** Calls `step` `rounds` times; answers calls per second, and checks that each did its work. */
export function rate(rounds: number, step: (round: number) => number): number {
  let done = 0;
  const start = performance.now();
  for (let round = 0; round < rounds; round++) done += step(round);
  const seconds = (performance.now() - start) / 1000;
  if (done !== rounds) throw new Error(`only ${done} of ${rounds} were done`);
  return rounds / seconds;
}
