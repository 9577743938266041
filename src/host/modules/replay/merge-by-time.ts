/**
 * Several streams in the order of their times.
 *
 * @module
 */
import type { TimedItem } from '../../../formats/index.ts';

/** An item, and the number of the merged stream that it is of. */
export interface MergedItem<T> extends TimedItem<T> {
  readonly stream: number;
}

/** The next item of a stream. */
interface Head<T> {
  readonly next: TimedItem<T>;
  /** Its time, or that of the item before it if the stream's times run backwards. */
  readonly orderUsec: number;
}

/**
 * Items of several streams in the order of their times; of those with the same time, the one of the
 * earlier stream comes first. Within a stream the order is kept, whatever its times are.
 *
 * While an item is used, the next one of its stream is read. Where a stream fails, all items that it
 * gave before were given.
 */
export async function* mergeByTime<T>(
  streams: readonly AsyncIterator<TimedItem<T>, void, undefined>[],
): AsyncGenerator<MergedItem<T>, void, undefined> {
  const heads = await Promise.all(streams.map((stream) => takeHead(stream, -Infinity)));
  for (;;) {
    const stream = earliestOf(heads);
    if (stream === undefined) return;
    const head = heads[stream]!;
    const following = takeHead(streams[stream]!, head.orderUsec);
    // It may fail while the item is used, or after the merging was left: it is asked below, or never.
    following.catch(() => undefined);
    yield { ...head.next, stream };
    heads[stream] = await following;
  }
}

async function takeHead<T>(
  stream: AsyncIterator<TimedItem<T>, void, undefined>,
  afterUsec: number,
): Promise<Head<T> | undefined> {
  const result = await stream.next();
  if (result.done === true) return undefined;
  return { next: result.value, orderUsec: Math.max(result.value.timeUsec, afterUsec) };
}

function earliestOf(heads: readonly (Head<unknown> | undefined)[]): number | undefined {
  let earliest: number | undefined;
  let earliestUsec = Infinity;
  heads.forEach((head, stream) => {
    if (head === undefined || head.orderUsec >= earliestUsec) return;
    earliest = stream;
    earliestUsec = head.orderUsec;
  });
  return earliest;
}
