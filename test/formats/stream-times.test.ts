/** Times of recorded streams that cannot be waited for as they are. */
import { test } from 'tap';
import { PartClock } from '#src/formats/part-clock';
import type { TimedItem } from '#src/formats/recorded-stream';
import { steadyTimes } from '#src/formats/steady-times';

const SEC = 1e6;
const DAY = 24 * 3600 * SEC;

/** Times in and out, in seconds, and what was said. */
async function steady(
  seconds: readonly number[],
  lengthSec?: number,
  beganSec?: number,
): Promise<{ times: number[]; warnings: string[] }> {
  const warnings: string[] = [];
  async function* items(): AsyncGenerator<TimedItem<number>, void, undefined> {
    await Promise.resolve();
    for (const second of seconds) yield { timeUsec: second * SEC, item: second };
  }
  const times: number[] = [];
  const options = {
    what: 'Table "x"',
    lengthUsec: lengthSec === undefined ? undefined : lengthSec * SEC,
    beganUsec: beganSec === undefined ? undefined : beganSec * SEC,
    onWarning: (text: string) => warnings.push(text),
  };
  for await (const { timeUsec } of steadyTimes(items(), options)) times.push(timeUsec / SEC);
  return { times, warnings };
}

test('good times stay as they are, also where they jitter or begin late', async (t) => {
  for (const times of [[0, 1, 2], [100, 100, 100.5], [-1, 0, 3600], []]) {
    t.strictSame(await steady(times), { times, warnings: [] });
  }
});

test('times since 1970 count from the first one', async (t) => {
  const { times, warnings } = await steady([1.6e9, 1.6e9 + 0.5, 1.6e9 + 2]);
  t.strictSame(times, [0, 0.5, 2]);
  t.match(warnings, [/^Table "x": its first time is 1600000000 s \(2020-09-13T12:26:40\.000Z\)/]);
});

test('times since 1970 that are within the recording count from when it was made', async (t) => {
  const late = await steady([1.6e9 + 5, 1.6e9 + 5.5, 1.6e9 + 7], 20, 1.6e9);
  t.strictSame(late.times, [5, 5.5, 7]);
  t.match(late.warnings, [
    /^Table "x": its times are since 1970, from 2020-09-13T12:26:45\.000Z on: they count from when the recording was made, 2020-09-13T12:26:40/,
  ]);
  t.strictSame((await steady([1.6e9 - 2, 1.6e9 + 1], 20, 1.6e9)).times, [0, 3], 'a clock that is behind');
  t.strictSame((await steady([1.5e9, 1.5e9 + 1], 20, 1.6e9)).times, [0, 1], 'of another day');
  t.strictSame(
    (await steady([1.6e9 + 5, 0.02, 0.04], 20, 1.6e9)).times,
    [0, 0.02, 0.04],
    'the first one alone',
  );
});

test('a bad first time does not move the others', async (t) => {
  const { times, warnings } = await steady([1.7e9, 0.02, 0.04]);
  t.strictSame(times, [0, 0.02, 0.04]);
  t.equal(warnings.length, 1);
});

test('a lone bad time counts as that of the item before, early or late', async (t) => {
  const { times, warnings } = await steady([0, 1, 500, 2, 3, -900, 4]);
  t.strictSame(times, [0, 1, 1, 2, 3, 3, 4]);
  t.match(warnings, [/the time of item 3 is out of line by 499 s/]);
  t.strictSame((await steady([0, 1, DAY * 400, 2])).times, [0, 1, 1, 2]);
});

test('after a jump of days times go on from where they were, and come back', async (t) => {
  const { times, warnings } = await steady([0, 1, 1.6e9, 1.6e9 + 1, 3, 4]);
  t.strictSame(times, [0, 1, 1, 2, 3, 4]);
  t.match(warnings, [/times jump by 1600000000 s at item 3/]);
});

test('of a recording whose length is known, no time is far beyond it', async (t) => {
  t.strictSame((await steady([3 * 3600, 3 * 3600 + 1], 10)).times, [0, 1]);
  t.strictSame((await steady([0, 5, 7200, 7201], 10)).times, [0, 5, 5, 6]);
});

test('a device that starts again goes on from where it was', async (t) => {
  const { times, warnings } = await steady([0, 5, 10, 0, 5, 10]);
  t.strictSame(times, [0, 5, 10, 10, 15, 20]);
  t.match(warnings, [/times jump by -10 s at item 4/]);
});

test('items that are out of order keep it', async (t) => {
  const { times, warnings } = await steady([10, 12, 11.5, 13]);
  t.strictSame(times, [10, 12, 11.5, 13]);
  t.match(warnings, [/times go back by 0\.5 s at item 3/]);
});

test('times of parts start again or go on', (t) => {
  const play = (...parts: number[][]): number[] => {
    const clock = new PartClock();
    return parts.flatMap((part) => {
      clock.beginPart();
      return part.map((time) => clock.next(time, 10));
    });
  };
  t.strictSame(play([0, 10], [0, 10], [0]), [0, 10, 20, 30, 40]);
  t.strictSame(play([0, 10], [20, 30], [40]), [0, 10, 20, 30, 40]);
  t.strictSame(play([0, 10], [500, 510]), [0, 10, 500, 510], 'a part between is missing');
  t.strictSame(play([], [0, 10]), [0, 10]);
  t.strictSame(play([100, 110], [120]), [100, 110, 120], 'the first part is missing');
  t.end();
});
