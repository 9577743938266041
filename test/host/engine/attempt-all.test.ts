/** What ends a run in parts ends all of them. */
import { test } from 'tap';
import { attemptAll, forEachOf } from '#src/host/engine/attempt-all';

test('a part that cannot be ended leaves the others to be ended, in their order, and is told of', async (t) => {
  const ended: string[] = [];
  const step = (name: string, error?: Error) => async (): Promise<void> => {
    await Promise.resolve();
    ended.push(name);
    if (error !== undefined) throw error;
  };
  const first = new Error('the links are stuck');
  await t.rejects(
    attemptAll([
      step('links', first),
      step('modules'),
      step('recording', new Error('no space')),
      step('folder'),
    ]),
    first,
  );
  t.strictSame(ended, ['links', 'modules', 'recording', 'folder']);
  await attemptAll([step('all well')]);
});

test('of several things side by side all have ended when the failure of one is told', async (t) => {
  const ended: number[] = [];
  const end = async (msec: number): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, msec));
    ended.push(msec);
    if (msec === 1) throw new Error('stuck');
  };
  await t.rejects(forEachOf([1, 30, 10], end), { message: 'stuck' });
  t.strictSame(ended, [1, 10, 30]);
  await forEachOf([2], end);
});
