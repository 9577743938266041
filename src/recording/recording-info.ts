/**
 * What a recording holds: its datasets, sizes, times and what is wrong with it.
 *
 * @module
 */
import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { EdlCollection, EdlDataset } from '../edl/index.ts';
import { messageOf } from '../errors.ts';
import {
  FrameTimes,
  findStreams,
  openStream,
  openZarr,
  usecPerStamp,
  type OpenStreamOptions,
  type StreamSource,
} from '../formats/index.ts';
import { PROVENANCE_FOLDER } from '../host/project/index.ts';
import type { RunReport, SyncReport } from '../host/report/index.ts';
import { VideoReader } from '../video/index.ts';
import { TsyncReader, timesToNumbers } from '../timing/index.ts';
import {
  DataType,
  dataTypeName,
  type DataTypeName,
  type SignalBlock,
  type SignalData,
} from '../types/index.ts';

/** A file of a dataset, or the folder of a store. */
export interface FileInfo {
  readonly name: string;
  /** Size on disk; `undefined` if it is missing. */
  readonly bytes?: number;
}

/** What is known of a dataset without reading all of it. */
export interface StreamInfo {
  /** Path of the dataset in the recording. */
  readonly name: string;
  /** Id by which it is replayed and read; `undefined` if it cannot be. */
  readonly id?: string;
  readonly dataType?: DataTypeName;
  readonly files: readonly FileInfo[];
  readonly bytes: number;
  /** Frames, rows, readings, or time steps of a signal; `undefined` if only reading all would tell. */
  readonly items?: number;
  readonly firstUsec?: number;
  readonly lastUsec?: number;
  /** Items per second between first and last. */
  readonly rateHz?: number;
  /** Numbers that are missing among those of a video's frames. */
  readonly gaps?: number;
}

/** What the report of the run says that made a recording. */
export interface RunInfo {
  readonly verdict?: RunReport['verdict'];
  /** Why the run is not COMPLETE. */
  readonly reasons: readonly string[];
  /** Clock synchronizers, each with the id of its module. */
  readonly synchronizers: readonly (SyncReport & { readonly module: string })[];
}

/** What is known of a recording. */
export interface RecordingInfo {
  readonly path: string;
  readonly collectionId: string;
  readonly generator?: string;
  readonly created: string;
  readonly lengthMsec?: number;
  /** Whether the run says that it succeeded; `undefined` if it says nothing: it was cut short. */
  readonly success?: boolean;
  /** What the run reported; only of recordings of this package. */
  readonly run?: RunInfo;
  readonly bytes: number;
  readonly streams: readonly StreamInfo[];
  /** What is missing or damaged, each with its name. */
  readonly problems: readonly string[];
}

/** Tables and JSON files up to this size are read to count their rows; of larger tables the ends are. */
const READ_BYTES = 4 << 20;

/** So many rows of a signal in JSON tell of what numbers it is, where its dataset does not. */
const TYPE_ROWS = 10_000;

/**
 * Looks a recording through: manifests, headers and indexes, and small tables whole.
 *
 * @throws SyntalosError `ERR_SYNTALOS_EDL`, `ERR_SYNTALOS_STORAGE` - it is no recording, or cannot be read
 */
export async function recordingInfo(folder: string): Promise<RecordingInfo> {
  const problems: string[] = [];
  const onProblem = (text: string): void => void problems.push(text);
  const recording = await EdlCollection.open(folder, { onWarning: onProblem });
  const sources = await findStreams(recording, onProblem, { mostRows: TYPE_ROWS });
  const streams: StreamInfo[] = [];
  for (const unit of recording.descendants()) {
    if (!(unit instanceof EdlDataset)) continue;
    const source = sources.find(({ name }) => name === unit.relPath);
    streams.push(await streamInfo(unit, source, onProblem));
  }
  const { recording_length_msec: length, success } = recording.attributes;
  if (success !== true) {
    onProblem(
      success === false
        ? 'The run was not a success'
        : 'The run does not say that it was a success: it was cut short',
    );
  }
  const run = await runInfo(recording.path);
  return {
    path: recording.path,
    collectionId: recording.collectionId,
    ...(recording.generator === undefined ? {} : { generator: recording.generator }),
    created: recording.timeCreated.toISOString(),
    ...(typeof length === 'number' ? { lengthMsec: length } : {}),
    ...(typeof success === 'boolean' ? { success } : {}),
    ...(run === undefined ? {} : { run }),
    bytes: streams.reduce((sum, { bytes }) => sum + bytes, 0),
    streams,
    problems,
  };
}

async function runInfo(folder: string): Promise<RunInfo | undefined> {
  let report: Partial<RunReport>;
  try {
    report = JSON.parse(
      await readFile(join(folder, PROVENANCE_FOLDER, 'report.json'), 'utf8'),
    ) as Partial<RunReport>;
  } catch {
    // Syntalos keeps none, and a run that was cut short has none.
    return undefined;
  }
  return {
    ...(report.verdict === undefined ? {} : { verdict: report.verdict }),
    reasons: report.reasons ?? [],
    synchronizers: (report.modules ?? []).flatMap(({ id, synchronizers }) =>
      synchronizers.map((sync) => ({ ...sync, module: id })),
    ),
  };
}

async function streamInfo(
  dataset: EdlDataset,
  source: StreamSource | undefined,
  onProblem: (text: string) => void,
): Promise<StreamInfo> {
  const files: FileInfo[] = [];
  for (const file of [dataset.dataFile, ...dataset.auxFiles]) {
    for (const part of file?.parts ?? []) {
      try {
        files.push({ name: part.fileName, bytes: await sizeOf((await part.locate()).path) });
      } catch (error) {
        files.push({ name: part.fileName });
        onProblem(messageOf(error));
      }
    }
  }
  const bytes = files.reduce((sum, file) => sum + (file.bytes ?? 0), 0);
  const base = { name: dataset.relPath, files, bytes };
  if (source === undefined) return base;
  const named = { ...base, id: source.portId, dataType: dataTypeName(source.dataType) as DataTypeName };
  try {
    return { ...named, ...(await extentOf(source, bytes, onProblem)) };
  } catch (error) {
    onProblem(`Dataset "${dataset.relPath}": ${messageOf(error)}`);
    return named;
  }
}

type Extent = Pick<StreamInfo, 'items' | 'firstUsec' | 'lastUsec' | 'rateHz' | 'gaps'>;

async function extentOf(
  source: StreamSource,
  bytes: number,
  onProblem: (text: string) => void,
): Promise<Extent> {
  switch (source.kind) {
    case 'video':
      return videoExtent(source.files.videoPaths, source.files.tsyncPaths, onProblem);
    case 'zarr':
      return zarrExtent(source.path, source.attributes);
    case 'tsync': {
      let items = 0;
      for (const path of source.paths) {
        using reader = await TsyncReader.open(path);
        const { time1, tail } = reader.recover();
        items += timesToNumbers(time1).length + tail.time1.length;
      }
      return { items };
    }
    case 'table':
      return bytes > READ_BYTES ? tableEnds(source, onProblem) : readExtent(source, { onWarning: onProblem });
    case 'json':
      return bytes > READ_BYTES ? {} : readExtent(source, { onWarning: onProblem });
  }
}

async function videoExtent(
  videoPaths: readonly string[],
  timesPaths: readonly string[],
  onProblem: (text: string) => void,
): Promise<Extent> {
  if (timesPaths.length > 0) {
    const { count, firstUsec, lastUsec, gaps } = await FrameTimes.read(timesPaths, onProblem);
    return { ...extent(count, firstUsec, lastUsec), gaps };
  }
  let lastUsec = 0;
  let framerateHz: number | undefined;
  for (const path of videoPaths) {
    await using reader = await VideoReader.open(path);
    lastUsec += reader.info.durationUsec ?? 0;
    framerateHz ??= reader.info.framerateHz;
  }
  return { firstUsec: 0, lastUsec, ...(framerateHz === undefined ? {} : { rateHz: framerateHz }) };
}

async function zarrExtent(path: string, attributes: Readonly<Record<string, unknown>>): Promise<Extent> {
  const source = await openZarr(path);
  if (source === undefined || source.rows === 0) return { items: 0 };
  const { time_unit: unit = attributes['time_unit'], sample_rate: rate = attributes['sample_rate'] } =
    source.attributes;
  const usec = usecPerStamp(
    typeof unit === 'string' ? unit : undefined,
    typeof rate === 'number' ? rate : undefined,
  );
  const at = async (row: number): Promise<number> => {
    for await (const { timestamps } of source.read(row)) return Math.round(Number(timestamps[0]) * usec);
    return NaN;
  };
  return extent(source.rows, await at(0), await at(source.rows - 1));
}

async function readExtent(source: StreamSource, options: OpenStreamOptions): Promise<Extent> {
  const stream = await openStream(source, options);
  let items = 0;
  let firstUsec: number | undefined;
  let lastUsec: number | undefined;
  const isSignal = source.dataType >= DataType.SignalBlockI32;
  try {
    for await (const { item, timeUsec } of stream.items()) {
      items += isSignal ? (item as SignalBlock<SignalData>).rows : 1;
      firstUsec ??= timeUsec;
      lastUsec = timeUsec;
    }
  } finally {
    await stream.close();
  }
  return extent(items, firstUsec, lastUsec);
}

/** Times of the first row and the last. */
async function tableEnds(source: StreamSource, onWarning: (text: string) => void): Promise<Extent> {
  const { firstUsec, lastUsec } = await readExtent(source, { onWarning, endsOnly: true });
  return firstUsec === undefined || lastUsec === undefined ? {} : { firstUsec, lastUsec };
}

function extent(items: number, firstUsec: number | undefined, lastUsec: number | undefined): Extent {
  if (firstUsec === undefined || lastUsec === undefined) return { items };
  const spanUsec = lastUsec - firstUsec;
  return { items, firstUsec, lastUsec, ...(spanUsec > 0 ? { rateHz: ((items - 1) * 1e6) / spanUsec } : {}) };
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path);
  if (!found.isDirectory()) return found.size;
  const entries = await readdir(path, { withFileTypes: true, recursive: true });
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => (await stat(join(entry.parentPath, entry.name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
