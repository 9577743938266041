import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { test, type Test } from 'tap';
import { FileWatch } from '#src/cli/watch/file-watch';
import { until } from '../support/until.ts';

/** More than watching a folder takes to begin. */
const BEGUN_MSEC = 300;

function watchIn(t: Test): { readonly watch: FileWatch; readonly saved: string[]; readonly files: string[] } {
  const folder = t.testdir({ a: { 'one.ts': '1' }, b: { 'two.ts': '2' } });
  const saved: string[] = [];
  const watch = new FileWatch({
    onSave: (path) => saved.push(path),
    onFailure: (error) => t.fail(String(error)),
  });
  t.teardown(() => watch.close());
  return { watch, saved, files: [join(folder, 'a/one.ts'), join(folder, 'b/two.ts')] };
}

const watches = (): number =>
  process.getActiveResourcesInfo().filter((resource) => resource === 'FSEventWrap').length;

test('files that are watched from now on are heard of, and what was watched before ends', async (t) => {
  const { watch, saved, files } = watchIn(t);
  watch.set(files.slice(0, 1));
  watch.set(files);
  await until(() => watches() > 0);
  await sleep(BEGUN_MSEC);
  t.equal(watches(), 4, 'of each folder and each file one');
  writeFileSync(files[1]!, 'changed');
  await until(() => saved.length > 0);
  t.same(saved, files.slice(1));
});

test('a watch that is closed in its first moment leaves nothing behind', async (t) => {
  const { watch, files } = watchIn(t);
  watch.set(files.slice(0, 1));
  watch.set(files);
  await watch.close();
  await sleep(BEGUN_MSEC);
  t.equal(watches(), 0);
});

test('files that are named after the end are not watched', async (t) => {
  const { watch, files } = watchIn(t);
  await watch.close();
  watch.set(files);
  await sleep(BEGUN_MSEC);
  t.equal(watches(), 0);
});
