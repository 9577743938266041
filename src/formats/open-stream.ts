/**
 * Opens a stream by its kind.
 *
 * @module
 */
import { assertNever } from '../errors.ts';
import { DataType } from '../types/index.ts';
import type { StreamSource } from './find-streams.ts';
import { openJsonStream } from './json-stream.ts';
import type { RecordedStream } from './recorded-stream.ts';
import { SteadyStream } from './steady-times.ts';
import { TableStream } from './table-stream.ts';
import type { TableTimesOptions } from './table-times.ts';
import { TsyncStream } from './tsync-stream.ts';
import { TypedTable } from './typed-table.ts';
import { VideoStream } from './video-stream.ts';
import { ZarrStream } from './zarr-stream.ts';

/** How streams are opened. */
export interface OpenStreamOptions extends TableTimesOptions {
  /** When the recording began, µs since 1970, if it is known. */
  readonly beganUsec?: number | undefined;
  /** Of a table, the first rows and the last only. */
  readonly endsOnly?: boolean;
  readonly onWarning: (text: string) => void;
}

/**
 * Opens the files of a stream.
 *
 * @throws SyntalosError naming the file that cannot be read
 */
export async function openStream(source: StreamSource, options: OpenStreamOptions): Promise<RecordedStream> {
  return new SteadyStream(await openFiles(source, options), {
    what: `${NOUN[source.kind]} "${source.name}"`,
    lengthUsec: options.lengthUsec,
    beganUsec: options.beganUsec,
    onWarning: options.onWarning,
  });
}

const NOUN: Readonly<Record<StreamSource['kind'], string>> = {
  video: 'Video',
  table: 'Table',
  tsync: 'Tsync file',
  zarr: 'Signal',
  json: 'JSON file',
};

async function openFiles(source: StreamSource, options: OpenStreamOptions): Promise<RecordedStream> {
  const { onWarning } = options;
  switch (source.kind) {
    case 'video':
      return VideoStream.open(source.files, onWarning);
    case 'table': {
      const { name, isOfSyntalos, paths, dataType } = source;
      const table = await TableStream.open(paths, { ...options, name, isOfSyntalos });
      return dataType === DataType.TableRow ? table : new TypedTable(table, dataType, name);
    }
    case 'tsync':
      return TsyncStream.open(source.paths, onWarning);
    case 'zarr':
      return ZarrStream.open(source.path, source.attributes);
    case 'json':
      return openJsonStream(source.files, { ...options, name: source.name });
    default:
      return assertNever(source);
  }
}
