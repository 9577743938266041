/**
 * What every stream of a recording can do.
 *
 * @module
 */
import type {
  ControlCommand,
  DataType,
  FrameFields,
  LineCommand,
  LineReading,
  MetaMap,
  SignalBlock,
  SignalData,
  TableRow,
} from '../types/index.ts';

/** An item of a recording with its time. */
export interface TimedItem<T> {
  /** Since the start of the recording, µs. */
  readonly timeUsec: number;
  readonly item: T;
}

/** A frame of a video, a row of a table or tsync file, a block of a signal, a reading or command of a line. */
export type RecordedItem =
  FrameFields | TableRow | SignalBlock<SignalData> | LineReading | LineCommand | ControlCommand;

/** Times of a recording between which items are read, µs: from the first up to before the second. */
export interface TimeRange {
  readonly fromUsec?: number;
  readonly toUsec?: number;
}

/** A stream of a recording that is open. */
export interface RecordedStream {
  /** What its items are. */
  readonly dataType: DataType;
  /** Metadata of its port. */
  readonly metadata: MetaMap;
  /**
   * The items in order; to be asked for once. Each is read when it is asked for.
   *
   * @param fromUsec - leading items of times before it may be left out: a stream that can pass them without
   *   reading them does, if times from 0 on never go back among them. Others give all.
   */
  items(fromUsec?: number): AsyncGenerator<TimedItem<RecordedItem>, void, undefined>;
  /** Closes the stream's files, also while items are being read. Further calls do nothing. */
  close(): Promise<void>;
}

/** The items whose times are in a range: nothing is read behind its end. */
export async function* itemsWithin<T>(
  items: AsyncIterable<TimedItem<T>>,
  { fromUsec = -Infinity, toUsec = Infinity }: TimeRange,
): AsyncGenerator<TimedItem<T>, void, undefined> {
  for await (const item of items) {
    if (item.timeUsec >= toUsec) return;
    if (item.timeUsec >= fromUsec) yield item;
  }
}
