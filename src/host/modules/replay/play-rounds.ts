/**
 * What is played of a recording: a part of its time, once or again and again.
 *
 * @module
 */
import {
  DataType,
  type FrameFields,
  type LineReading,
  type SignalBlock,
  type SignalData,
} from '../../../types/index.ts';
import {
  itemsWithin,
  type RecordedItem,
  type RecordedStream,
  type TimedItem,
} from '../../../formats/index.ts';
import { mergeByTime, type MergedItem } from './merge-by-time.ts';

/** Which part of a recording is played, and how often. */
export interface RoundsOptions {
  /** Times of the recording between which items are played, µs: from the first up to before the second. */
  readonly fromUsec: number;
  readonly toUsec: number;
  /** Starts again after the last item. */
  readonly isLoop: boolean;
  /** Opens all streams for a round; `undefined` in place of one that cannot be. */
  readonly openAll: () => Promise<readonly (RecordedStream | undefined)[]>;
  /** Gets the number of a stream that failed and what it threw: the others go on. */
  readonly onFailure: (stream: number, error: unknown) => void;
}

/** An item with the time at which it is due since the start of the replay. */
export interface DueItem extends MergedItem<RecordedItem> {
  readonly dueUsec: number;
}

/**
 * Gives the items of all streams in the order of their times. In later rounds numbers and times of frames,
 * and times of readings and blocks, go on from those of the round before; rows are as recorded.
 */
export async function* playRounds(
  first: readonly (RecordedStream | undefined)[],
  options: RoundsOptions,
): AsyncGenerator<DueItem, void, undefined> {
  const { fromUsec, toUsec, isLoop, openAll } = options;
  let streams = first;
  let shiftUsec = 0;
  /** For each stream, the number that its next frame must have; unknown in the first round. */
  const nextIndices = new Map<number, number>();
  for (;;) {
    let endUsec = fromUsec;
    let count = 0;
    const indexShifts = new Map<number, number>();
    for await (const due of mergedIn(streams, options)) {
      count++;
      endUsec = Math.max(endUsec, due.timeUsec);
      const dataType = streams[due.stream]!.dataType;
      const item = shifted(due.item, dataType, shiftUsec);
      if (dataType === DataType.Frame) {
        const frame = item as FrameFields & { index: number };
        const shift =
          indexShifts.get(due.stream) ?? (nextIndices.get(due.stream) ?? frame.index) - frame.index;
        indexShifts.set(due.stream, shift);
        frame.index += shift;
        nextIndices.set(due.stream, frame.index + 1);
      }
      yield { ...due, item, dueUsec: due.timeUsec - fromUsec + shiftUsec };
    }
    if (!isLoop || count === 0) return;
    // Without an end that was set, a round is as long as its items are apart from the next.
    const spanUsec = endUsec - fromUsec;
    shiftUsec += Number.isFinite(toUsec) ? toUsec - fromUsec : spanUsec + Math.max(1000, spanUsec / count);
    await closeAll(streams);
    streams = await openAll();
  }
}

/** Closes the streams that are open. */
export async function closeAll(streams: readonly (RecordedStream | undefined)[]): Promise<void> {
  await Promise.all(streams.filter((stream) => stream !== undefined).map((stream) => stream.close()));
}

function mergedIn(
  streams: readonly (RecordedStream | undefined)[],
  options: RoundsOptions,
): AsyncGenerator<MergedItem<RecordedItem>, void, undefined> {
  return mergeByTime(streams.map((stream, i) => within(stream, i, options)));
}

/** Items of a stream between two times; a stream that fails ends. */
async function* within(
  stream: RecordedStream | undefined,
  number: number,
  { fromUsec, toUsec, onFailure }: RoundsOptions,
): AsyncGenerator<TimedItem<RecordedItem>, void, undefined> {
  if (stream === undefined) return;
  try {
    yield* itemsWithin(stream.items(fromUsec), { fromUsec, toUsec });
  } catch (error) {
    onFailure(number, error);
  }
}

function shifted(item: RecordedItem, dataType: DataType, shiftUsec: number): RecordedItem {
  if (shiftUsec === 0) return item;
  switch (dataType) {
    case DataType.Frame: {
      const frame = item as FrameFields;
      return { ...frame, timeUsec: frame.timeUsec + shiftUsec };
    }
    case DataType.LineReading: {
      const reading = item as LineReading;
      return { ...reading, timeUsec: reading.timeUsec + shiftUsec };
    }
    case DataType.SignalBlockF32:
    case DataType.SignalBlockI32:
    case DataType.SignalBlockU16: {
      const block = item as SignalBlock<SignalData>;
      const shift = BigInt(Math.round(shiftUsec));
      return { ...block, timestamps: block.timestamps.map((stamp) => stamp + shift) };
    }
    default:
      return item;
  }
}
