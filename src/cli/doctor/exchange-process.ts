/**
 * Entry of either process of the self-test: `send` or `receive`, then the id of the exchange.
 *
 * @module
 */
import { messageOf } from '../../errors.ts';
import { loadNative, receiveSample, sendSample } from '../../ipc/iceoryx2/index.ts';

/** Longer than the other process may take to come up. */
const WAIT_LIMIT_MSEC = 8_000;

const FAILURES = {
  damaged: 'the sample that came is damaged',
  unheard: 'the sample did not come',
  unanswered: 'the sample was not answered',
} as const;

const [role, id = ''] = process.argv.slice(2);
try {
  const options = { native: loadNative(), environment: process.env, id };
  const outcome =
    role === 'send'
      ? sendSample(options, WAIT_LIMIT_MSEC)
      : receiveSample(options, WAIT_LIMIT_MSEC, () => process.stdout.write('ready\n'));
  if (outcome !== 'whole') throw new Error(FAILURES[outcome]);
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
}
