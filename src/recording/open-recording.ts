/**
 * A recording to read from: its streams as async iterables.
 *
 * @module
 */
import { EdlCollection, type EdlAttributes } from '../edl/index.ts';
import { SyntalosError } from '../errors.ts';
import {
  findStreams,
  frameStamps,
  itemsWithin,
  openStream,
  sampleRateOf,
  usecPerStamp,
  type RecordedItem,
  type StreamSource,
  type TimeRange,
  type TimedItem,
  spanOf,
  type RecordingSpan,
} from '../formats/index.ts';
import {
  DataType,
  dataTypeName,
  type ControlCommand,
  type DataTypeName,
  type FrameFields,
  type LineCommand,
  type LineReading,
  type MetaMap,
  type SignalBlock,
  type SignalData,
  type TableRow,
} from '../types/index.ts';

/** Options of {@link openRecording}. */
export interface OpenRecordingOptions {
  /** Gets a text for all that is not as the recording says. */
  readonly onWarning?: (text: string) => void;
  /** Name of the time column of tables; by default the first whose name is a time. */
  readonly timeColumn?: string;
  /** Unit of the times of tables, such as `ms`; by default that of the column's name. */
  readonly timeUnit?: string;
}

/** A stream of a recording. */
export interface RecordingStream {
  /** The id by which it is read, as `syntalos-mlink replay` names its port. */
  readonly id: string;
  /** Path of its dataset in the recording. */
  readonly name: string;
  /** What its items are. */
  readonly dataType: DataTypeName;
}

/** A row of a table with the time of its time column, µs; 0 without one. */
export interface RecordedRow {
  readonly timeUsec: number;
  readonly row: TableRow;
}

/** Number and time of a frame. */
export interface RecordedStamp {
  /** The frame's number as recorded: what was lost is missing among them. */
  readonly index: number;
  /** Since the start of the recording, µs. */
  readonly timeUsec: number;
  /** Number of the file of its video that it is in, from 0. */
  readonly part: number;
}

/** A command with the time at which it was recorded, µs. */
export interface RecordedCommand<T> {
  readonly timeUsec: number;
  readonly command: T;
}

/**
 * Opens a recording of this package or of Syntalos: reads what it holds, no data.
 *
 * @param folder - the folder of its collection
 * @throws SyntalosError `ERR_SYNTALOS_EDL`, `ERR_SYNTALOS_STORAGE` - it is no recording, or cannot be read
 * @example
 * ```ts
 * const recording = await openRecording('recordings/today');
 * for await (const frame of recording.frames('top-view', { fromUsec: 60e6, toUsec: 61e6 })) {
 *   console.log(frame.index, frame.timeUsec);
 * }
 * ```
 */
export async function openRecording(folder: string, options: OpenRecordingOptions = {}): Promise<Recording> {
  const { onWarning = () => undefined } = options;
  const collection = await EdlCollection.open(folder, { onWarning });
  return new Recording(collection, await findStreams(collection, onWarning), options);
}

/** A recording that is open. Each iterable opens the files of its stream, and closes them at its end. */
export class Recording {
  /** Its folders, files and attributes. */
  readonly collection: EdlCollection;
  /** What can be read, in the order of the datasets. */
  readonly streams: readonly RecordingStream[];
  readonly #sources: readonly StreamSource[];
  readonly #options: OpenRecordingOptions;

  /** @internal */
  constructor(collection: EdlCollection, sources: readonly StreamSource[], options: OpenRecordingOptions) {
    this.collection = collection;
    this.#sources = sources;
    this.#options = options;
    this.streams = sources.map(({ portId, name, dataType }) => ({
      id: portId,
      name,
      dataType: nameOf(dataType),
    }));
  }

  /** The attributes of the recording, such as its subject. */
  get attributes(): EdlAttributes {
    return this.collection.attributes;
  }

  /**
   * The metadata that a stream had, such as `signal_names` or `framerate`.
   *
   * @throws SyntalosError `ERR_SYNTALOS_EDL` - there is no such stream; and what reading its files throws
   */
  async metadata(id: string): Promise<MetaMap> {
    const stream = await this.#open(this.#find(id));
    await stream.close();
    return stream.metadata;
  }

  /** Frames of a video, each with its number and time. */
  frames(id: string, range: TimeRange = {}): AsyncGenerator<FrameFields, void, undefined> {
    return this.#items<FrameFields>(this.#find(id, [DataType.Frame]), range);
  }

  /**
   * Numbers and times of a video's frames, without decoding them: the file is read through, no more.
   *
   * @throws SyntalosError `ERR_SYNTALOS_VIDEO` - a part of the video is damaged
   */
  async *frameStamps(id: string, range: TimeRange = {}): AsyncGenerator<RecordedStamp, void, undefined> {
    const source = this.#find(id, [DataType.Frame]);
    if (source.kind !== 'video') return;
    const { onWarning = () => undefined } = this.#options;
    const stamps = frameStamps(source.files, { ...this.#span, onWarning });
    for await (const { timeUsec, item } of itemsWithin(stamps, range)) yield { ...item, timeUsec };
  }

  /** The files of a video, in order. */
  videoFiles(id: string): readonly string[] {
    const source = this.#find(id, [DataType.Frame]);
    return source.kind === 'video' ? source.files.videoPaths : [];
  }

  /** Rows of a table, or entries of a tsync file that belongs to no video. */
  async *rows(id: string, range: TimeRange = {}): AsyncGenerator<RecordedRow, void, undefined> {
    for await (const { timeUsec, item } of this.#timedItems(this.#find(id, [DataType.TableRow]), range)) {
      yield { timeUsec, row: item as TableRow };
    }
  }

  /** Blocks of a signal, cut to the range row by row. Time stamps are as recorded, in the stream's `time_unit`. */
  async *signals(
    id: string,
    range: TimeRange = {},
  ): AsyncGenerator<SignalBlock<SignalData>, void, undefined> {
    const source = this.#find(id, [
      DataType.SignalBlockF32,
      DataType.SignalBlockI32,
      DataType.SignalBlockU16,
    ]);
    const stream = await this.#open(source);
    const { time_unit: unit } = stream.metadata;
    const usec = usecPerStamp(typeof unit === 'string' ? unit : undefined, sampleRateOf(stream.metadata));
    try {
      for await (const { item } of stream.items(range.fromUsec)) {
        const { block, isPast } = cutBlock(item as SignalBlock<SignalData>, usec, range);
        if (block.rows > 0) yield block;
        if (isPast) return;
      }
    } finally {
      await stream.close();
    }
  }

  /** Readings of lines. */
  lines(id: string, range: TimeRange = {}): AsyncGenerator<LineReading, void, undefined> {
    return this.#items<LineReading>(this.#find(id, [DataType.LineReading]), range);
  }

  /** Commands for lines, as a recorder of tables wrote them. */
  lineCommands(
    id: string,
    range: TimeRange = {},
  ): AsyncGenerator<RecordedCommand<LineCommand>, void, undefined> {
    return this.#commands<LineCommand>(this.#find(id, [DataType.LineCommand]), range);
  }

  /** Commands for modules, as a recorder of tables wrote them. */
  controlCommands(
    id: string,
    range: TimeRange = {},
  ): AsyncGenerator<RecordedCommand<ControlCommand>, void, undefined> {
    return this.#commands<ControlCommand>(this.#find(id, [DataType.ControlCommand]), range);
  }

  async *#commands<T>(
    source: StreamSource,
    range: TimeRange,
  ): AsyncGenerator<RecordedCommand<T>, void, undefined> {
    for await (const { timeUsec, item } of this.#timedItems(source, range)) {
      yield { timeUsec, command: item as T };
    }
  }

  async *#items<T>(source: StreamSource, range: TimeRange): AsyncGenerator<T, void, undefined> {
    for await (const { item } of this.#timedItems(source, range)) yield item as T;
  }

  async *#timedItems(
    source: StreamSource,
    range: TimeRange,
  ): AsyncGenerator<TimedItem<RecordedItem>, void, undefined> {
    const stream = await this.#open(source);
    try {
      yield* itemsWithin(stream.items(range.fromUsec), range);
    } finally {
      await stream.close();
    }
  }

  #open(source: StreamSource): ReturnType<typeof openStream> {
    const { onWarning = () => undefined, timeColumn, timeUnit } = this.#options;
    return openStream(source, { onWarning, timeColumn, timeUnit, ...this.#span });
  }

  get #span(): RecordingSpan {
    return spanOf(this.collection);
  }

  #find(id: string, types?: readonly DataType[]): StreamSource {
    const source = this.#sources.find(({ portId }) => portId === id);
    const fits = source !== undefined && (types === undefined || types.includes(source.dataType));
    if (fits) return source;
    const what =
      source === undefined
        ? 'the recording has none of this name'
        : `it holds ${dataTypeName(source.dataType)}, not ${types!.map(dataTypeName).join(' or ')}`;
    const known = this.streams.map((stream) => `"${stream.id}" (${stream.dataType})`).join(', ');
    throw new SyntalosError(
      'ERR_SYNTALOS_EDL',
      `Cannot read stream "${id}": ${what}; there are ${known || 'no streams'}`,
      {
        details: { path: this.collection.path },
      },
    );
  }
}

/** The rows of a block within a range; `isPast` when later blocks are beyond it. */
function cutBlock(
  block: SignalBlock<SignalData>,
  usec: number,
  { fromUsec = -Infinity, toUsec = Infinity }: TimeRange,
): { readonly block: SignalBlock<SignalData>; readonly isPast: boolean } {
  const { timestamps, rows, cols, data } = block;
  let from = 0;
  while (from < rows && Number(timestamps[from]) * usec < fromUsec) from++;
  let to = from;
  while (to < rows && Number(timestamps[to]) * usec < toUsec) to++;
  const isWhole = from === 0 && to === rows;
  const cut = isWhole
    ? block
    : {
        timestamps: timestamps.slice(from, to),
        rows: to - from,
        cols,
        data: data.slice(from * cols, to * cols),
      };
  return { block: cut, isPast: to < rows };
}

function nameOf(dataType: DataType): DataTypeName {
  return dataTypeName(dataType) as DataTypeName;
}
