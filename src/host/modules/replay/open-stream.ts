/**
 * Opens a stream by its kind.
 *
 * @module
 */
import { assertNever } from '../../../errors.ts';
import type { StreamSource } from './find-streams.ts';
import type { RecordedStream } from './recorded-stream.ts';
import { SteadyStream } from './steady-times.ts';
import { TableStream } from './table-stream.ts';
import type { TableTimesOptions } from './table-times.ts';
import { TsyncStream } from './tsync-stream.ts';
import { VideoStream } from './video-stream.ts';

/** How streams are opened. */
export interface OpenStreamOptions extends TableTimesOptions {
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
    onWarning: options.onWarning,
  });
}

const NOUN: Readonly<Record<StreamSource['kind'], string>> = {
  video: 'Video',
  table: 'Table',
  tsync: 'Tsync file',
};

function openFiles(source: StreamSource, options: OpenStreamOptions): Promise<RecordedStream> {
  const { onWarning } = options;
  switch (source.kind) {
    case 'video':
      return VideoStream.open(source.files, onWarning);
    case 'table': {
      const { name, isOfSyntalos, paths } = source;
      return TableStream.open(paths, { ...options, name, isOfSyntalos });
    }
    case 'tsync':
      return TsyncStream.open(source.paths, onWarning);
    default:
      return assertNever(source);
  }
}
