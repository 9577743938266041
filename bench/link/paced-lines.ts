/**
 * How long lines take from process to process, ours and the bare crate's, in µs.
 *
 * @module
 */
import { PER_SECOND } from '../paced-latencies.ts';
import { bareStream } from '../peers/bare-iceoryx2.ts';
import { linkStream } from './link-run.ts';

const STREAM = { kind: 'line', perSecond: PER_SECOND };
const BARE_MSEC = 2_500;

/** From submit in one module process to onData in another. */
export async function linkLatencies(msec: number, waiting: 'event' | 'spin'): Promise<readonly number[]> {
  const { latencies, left } = await linkStream({ ...STREAM, msec, waiting });
  if (left !== 0) throw new Error(`${left} items did not arrive`);
  return latencies;
}

/** From making to receiving; its receiver sleeps. */
export async function bareLatencies(): Promise<readonly number[]> {
  const stream = { ...STREAM, msec: BARE_MSEC, perEvent: 1, hasLatencies: true };
  return (await bareStream(stream)).latencies;
}
