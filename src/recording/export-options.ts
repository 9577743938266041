/**
 * What every export of a recording takes, and answers.
 *
 * @module
 */
import { EdlDataset } from '../edl/index.ts';
import { SyntalosError, messageOf } from '../errors.ts';
import type { TimeRange } from '../formats/index.ts';
import type { Recording, RecordingStream } from './open-recording.ts';

/** What of a recording is exported. */
export interface ExportOptions {
  /** Ids of streams; all if left out. */
  readonly streams?: readonly string[];
  readonly range?: TimeRange;
  /** Called now and then. */
  readonly onProgress?: (progress: ExportProgress) => void;
}

/** How far an export has come. */
export interface ExportProgress {
  /** Id of the stream that is written. */
  readonly stream: string;
  /** Its number among those that are exported, from 0, and how many they are. */
  readonly number: number;
  readonly count: number;
  /** The time of the recording that was reached, µs. */
  readonly timeUsec: number;
}

/** A stream that was written. */
export interface ExportedStream {
  readonly stream: string;
  readonly path: string;
  /** Rows of tables, of signals or frames. */
  readonly items: number;
  /** How what was written differs from what was recorded. */
  readonly note?: string;
}

/** What was written, and what was not. */
export interface ExportResult {
  readonly files: readonly ExportedStream[];
  /** What the format cannot hold, or nothing knows to read, with the reason: ids of streams, names of datasets. */
  readonly leftOut: readonly { readonly stream: string; readonly why: string }[];
  /** Streams that could not be read or written to their end; the others were exported. */
  readonly failed: readonly { readonly stream: string; readonly why: string }[];
}

/** What was written of a stream so far. */
export interface StreamProgress {
  /** Rows or frames that are in the file. */
  readonly items: number;
  /** So many more are, the last of this time, µs. */
  add(items: number, timeUsec: number): void;
}

/** How the export of a stream went. */
export interface StreamOutcome {
  /** Why it was not written: the format cannot hold it, or there is nothing of it. */
  readonly why?: string;
  /** How what was written differs from what was recorded. */
  readonly note?: string;
}

/** How a format writes streams. */
export interface StreamExport {
  /** The file that a stream goes to. */
  readonly pathOf: (stream: RecordingStream) => string;
  readonly write: (stream: RecordingStream, progress: StreamProgress) => Promise<StreamOutcome>;
}

/** Progress is told so often at most. */
const PROGRESS_MSEC = 50;

/**
 * Writes one stream after the other; one that fails does not keep the others from it.
 *
 * @throws SyntalosError `ERR_SYNTALOS_EDL` - there is no such stream
 */
export async function exportEach(
  recording: Recording,
  { streams, onProgress }: ExportOptions,
  { pathOf, write }: StreamExport,
): Promise<ExportResult> {
  const wanted = streams === undefined ? recording.streams : streams.map((id) => streamOf(recording, id));
  const files: ExportedStream[] = [];
  const leftOut = streams === undefined ? unreadable(recording) : [];
  const failed: { stream: string; why: string }[] = [];
  for (const [number, each] of wanted.entries()) {
    const { id: stream } = each;
    const path = pathOf(each);
    const progress = progressOf((timeUsec) =>
      onProgress?.({ stream, number, count: wanted.length, timeUsec }),
    );
    try {
      const { why, note } = await write(each, progress);
      if (why !== undefined) leftOut.push({ stream, why });
      else files.push({ stream, path, items: progress.items, ...(note === undefined ? {} : { note }) });
    } catch (error) {
      const { items } = progress;
      const kept = items === 0 ? '' : `; the ${items.toLocaleString('en')} items before are in "${path}"`;
      failed.push({ stream, why: `${messageOf(error)}${kept}` });
    }
  }
  return { files, leftOut, failed };
}

function progressOf(onTime: (timeUsec: number) => void): StreamProgress {
  let items = 0;
  let toldMsec = -Infinity;
  return {
    get items(): number {
      return items;
    },
    add(count, timeUsec): void {
      items += count;
      const nowMsec = performance.now();
      if (nowMsec - toldMsec < PROGRESS_MSEC) return;
      toldMsec = nowMsec;
      onTime(timeUsec);
    },
  };
}

function streamOf({ streams, collection }: Recording, id: string): RecordingStream {
  const stream = streams.find((each) => each.id === id);
  if (stream !== undefined) return stream;
  const known = streams.map((each) => `"${each.id}"`).join(', ');
  throw new SyntalosError(
    'ERR_SYNTALOS_EDL',
    `Cannot export stream "${id}": the recording has none of this name; there are ${known || 'no streams'}`,
    { details: { path: collection.path } },
  );
}

/** Datasets that are no streams, but hold something. */
function unreadable({ collection, streams }: Recording): { stream: string; why: string }[] {
  const names = new Set(streams.map(({ name }) => name));
  return [...collection.descendants()]
    .filter((unit): unit is EdlDataset => unit instanceof EdlDataset && !names.has(unit.relPath))
    .filter(({ dataFile, auxFiles }) => dataFile !== undefined || auxFiles.length > 0)
    .map(({ relPath, dataFile }) => ({
      stream: relPath,
      why: `its ${dataFile === undefined ? 'auxiliary files' : `file "${dataFile.parts[0]?.fileName ?? ''}"`} cannot be read as a stream`,
    }));
}
