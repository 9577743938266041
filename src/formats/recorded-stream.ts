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

/** A stream of a recording that is open. */
export interface RecordedStream {
  /** What its items are. */
  readonly dataType: DataType;
  /** Metadata of its port. */
  readonly metadata: MetaMap;
  /** The items in order; to be asked for once. Each is read when it is asked for. */
  items(): AsyncGenerator<TimedItem<RecordedItem>, void, undefined>;
  /** Closes the stream's files, also while items are being read. Further calls do nothing. */
  close(): Promise<void>;
}
