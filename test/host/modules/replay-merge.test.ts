import { test } from 'tap';
import fc from 'fast-check';
import { mergeByTime, type MergedItem } from '#src/host/modules/replay/merge-by-time';
import type { TimedItem } from '#src/formats/recorded-stream';

// eslint-disable-next-line @typescript-eslint/require-await -- streams are asynchronous, lists are not
async function* streamOf(
  timesUsec: readonly number[],
  failure?: Error,
): AsyncGenerator<TimedItem<number>, void, undefined> {
  for (const [item, timeUsec] of timesUsec.entries()) yield { timeUsec, item };
  if (failure !== undefined) throw failure;
}

async function collect(merged: AsyncIterable<MergedItem<number>>): Promise<MergedItem<number>[]> {
  const items: MergedItem<number>[] = [];
  for await (const item of merged) items.push(item);
  return items;
}

const ascending = fc
  .array(fc.integer({ min: 0, max: 50 }), { maxLength: 30 })
  .map((times) => times.sort((a, b) => a - b));

test('every item of every stream comes once, in the order of time, then of stream, then of the stream itself', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(ascending, { maxLength: 5 }), async (streams) => {
      const expected = streams
        .flatMap((times, stream) => times.map((timeUsec, item) => ({ timeUsec, item, stream })))
        .sort((a, b) => a.timeUsec - b.timeUsec || a.stream - b.stream || a.item - b.item);
      const merged = await collect(mergeByTime(streams.map((times) => streamOf(times))));
      return JSON.stringify(merged) === JSON.stringify(expected);
    }),
  );
});

test('a stream whose times run backwards keeps its own order and loses nothing', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.integer({ min: 0, max: 50 })), { maxLength: 4 }),
      async (streams) => {
        const merged = await collect(mergeByTime(streams.map((times) => streamOf(times))));
        return streams.every((times, stream) => {
          const own = merged.filter((item) => item.stream === stream);
          return JSON.stringify(own.map(({ timeUsec }) => timeUsec)) === JSON.stringify(times);
        });
      },
    ),
  );
});

test('a stream that fails does so after the items that it gave', async (t) => {
  const failure = new Error('damaged');
  const seen: string[] = [];
  const merged = mergeByTime([streamOf([0, 10, 20], failure), streamOf([5, 15, 500])]);
  await t.rejects(async () => {
    for await (const { stream, timeUsec } of merged) seen.push(`${stream}:${timeUsec}`);
  }, failure);
  t.strictSame(seen, ['0:0', '1:5', '0:10', '1:15', '0:20']);
});

test('leaving the loop asks no stream for more than the one item read ahead', async (t) => {
  let asked = 0;
  // eslint-disable-next-line @typescript-eslint/require-await -- see above
  async function* endless(): AsyncGenerator<TimedItem<number>, void, undefined> {
    for (;;) yield { timeUsec: asked, item: asked++ };
  }
  for await (const { item } of mergeByTime([endless()])) if (item === 9) break;
  t.equal(asked, 11);
});
