/**
 * Opens a stream by its kind.
 *
 * @module
 */
import { assertNever } from '../../../errors.ts';
import type { StreamSource } from './find-streams.ts';
import type { RecordedStream } from './recorded-stream.ts';
import { TableStream } from './table-stream.ts';
import { TsyncStream } from './tsync-stream.ts';
import { VideoStream } from './video-stream.ts';

/**
 * Opens the files of a stream.
 *
 * @throws SyntalosError naming the file that cannot be read
 */
export async function openStream(
  source: StreamSource,
  onWarning: (text: string) => void,
): Promise<RecordedStream> {
  switch (source.kind) {
    case 'video':
      return VideoStream.open(source.files, onWarning);
    case 'table':
      return TableStream.open(source.paths);
    case 'tsync':
      return TsyncStream.open(source.paths, onWarning);
    default:
      return assertNever(source);
  }
}
