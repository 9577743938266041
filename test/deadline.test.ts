import { test } from 'tap';
import { endsWithin, sleep, withDeadline } from '#src/deadline';

const NEVER = new Promise<never>(() => undefined);
const lateError = (): Error => new Error('too late');

test('work that is done in time gives its result, and its failure', async (t) => {
  t.equal(await withDeadline(Promise.resolve(7), { limitMsec: 10_000, lateError }), 7);
  const failing = Promise.reject(new Error('broken'));
  await t.rejects(withDeadline(failing, { limitMsec: 10_000, lateError }), { message: 'broken' });
});

test('work that takes longer is the error of its limit, and its later failure is no unhandled one', async (t) => {
  let fail: (error: Error) => void = () => undefined;
  const work = new Promise<never>((_, reject) => (fail = reject));
  await t.rejects(withDeadline(work, { limitMsec: 1, lateError }), { message: 'too late' });
  const unhandled: unknown[] = [];
  const note = (error: unknown): void => void unhandled.push(error);
  process.on('unhandledRejection', note);
  fail(new Error('long after'));
  await sleep(1);
  process.off('unhandledRejection', note);
  t.same(unhandled, []);
});

test('endsWithin says whether work was over before its limit', async (t) => {
  t.equal(await endsWithin(Promise.resolve(), 10_000), true);
  t.equal(await endsWithin(NEVER, 1), false);
  await t.rejects(endsWithin(Promise.reject(new Error('broken')), 10_000), { message: 'broken' });
});
