import { Worker } from 'node:worker_threads';
import { test } from 'tap';
import { EdlCollection, EdlGroup } from 'syntalos-mlink/edl';

const WRITERS = 4;
const ROUNDS = 25;

test('a group that several threads save at once keeps the attributes of all', async (t) => {
  const folder = t.testdir();
  const recording = await EdlCollection.create(folder);
  const group = await recording.createGroup('shared');
  const program = `
    import { workerData } from 'node:worker_threads';
    import { EdlGroup } from ${JSON.stringify(import.meta.resolve('syntalos-mlink/edl'))};
    const { path, collectionId, name, rounds } = workerData;
    const group = EdlGroup.attach({ path, collectionId, reserve: () => path });
    for (let i = 0; i < rounds; i++) {
      group.setAttribute(name + '_' + i, i);
      await group.save();
    }
  `;
  const url = new URL(`data:text/javascript,${encodeURIComponent(program)}`);
  const workers = Array.from({ length: WRITERS }, (_, i) => {
    const { path, collectionId } = group;
    return new Worker(url, { workerData: { path, collectionId, name: `writer${i}`, rounds: ROUNDS } });
  });
  await Promise.all(
    workers.map(
      (worker) =>
        new Promise((resolve, reject) => {
          worker.once('exit', resolve);
          worker.once('error', reject);
        }),
    ),
  );
  const saved = (await EdlCollection.open(folder)).find('shared');
  t.ok(saved instanceof EdlGroup);
  t.equal(Object.keys(saved?.attributes ?? {}).length, WRITERS * ROUNDS);
});
