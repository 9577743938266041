/**
 * A recording as an NWB file.
 *
 * @module
 */
import { mkdir } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';
import { MetaSize } from '../types/index.ts';
import { exportEach, type ExportOptions, type ExportResult, type StreamProgress } from './export-options.ts';
import {
  createNwbFile,
  writeLinkedVideo,
  writeSignal,
  writeStoredVideo,
  writeTable,
  type Hdf5File,
  type NwbSession,
} from './nwb/index.ts';
import { NWB_SUBJECT_KEYS, type NwbSubject } from './nwb-subject.ts';
import type { Recording, RecordingStream } from './open-recording.ts';
import { recordedTable } from './recorded-table.ts';

/** How an NWB file is written. */
export interface NwbOptions extends ExportOptions {
  /**
   * Where the frames of videos are: in their files, which the NWB file names by their path from its folder, or in the
   * NWB file itself. By default they stay in their files, unless only a range is exported.
   */
  readonly videos?: 'linked' | 'stored';
  /**
   * What is known of the subject beside the recording's attributes; these may have it, too, as `subject_species` and so
   * on. What is known of neither is written as unknown, as far as NWB has a word for it.
   */
  readonly subject?: NwbSubject;
}

/**
 * Writes one file: a TimeSeries for each signal, an ImageSeries for each video, a DynamicTable for each table, with
 * session and subject from the recording's attributes. Data goes through memory chunk by chunk.
 *
 * @param path - of the file, replaced if it is there; it appears once it is whole
 * @throws SyntalosError `ERR_SYNTALOS_EDL` - there is no such stream; `ERR_SYNTALOS_STORAGE` - the file cannot be
 *   written; `ERR_SYNTALOS_MISSING_DEPENDENCY` - h5wasm is not there
 */
export async function exportNwb(
  recording: Recording,
  path: string,
  options: NwbOptions = {},
): Promise<ExportResult> {
  const target = resolve(path);
  await mkdir(dirname(target), { recursive: true });
  const file = await createNwbFile(target, sessionOf(recording, options.subject));
  try {
    const result = await exportEach(recording, options, {
      pathOf: () => target,
      async write(stream, progress) {
        const where = { file, path: `/acquisition/${stream.id}`, target };
        const isKnown = await writeStream(recording, stream, { where, options, progress });
        if (!isKnown) return { why: `NWB has no place for items of type ${stream.dataType}` };
        return progress.items === 0 ? { why: 'there is nothing of it in this range' } : {};
      },
    });
    await file.close();
    return result;
  } catch (error) {
    await file.discard();
    throw error;
  }
}

interface Writing {
  readonly where: { readonly file: Hdf5File; readonly path: string; readonly target: string };
  readonly options: NwbOptions;
  readonly progress: StreamProgress;
}

/** @returns false for what NWB has no place for */
async function writeStream(
  recording: Recording,
  stream: RecordingStream,
  { where: { file, path, target }, options, progress }: Writing,
): Promise<boolean> {
  const { id, name, dataType } = stream;
  const { range = {}, videos = options.range === undefined ? 'linked' : 'stored' } = options;
  switch (dataType) {
    case 'Frame': {
      if (videos === 'stored') {
        await writeStoredVideo(file, { path, name, frames: recording.frames(id, range), progress });
        return true;
      }
      const { size } = await recording.metadata(id);
      const { width, height } = size instanceof MetaSize ? size : { width: 0, height: 0 };
      const files = recording.videoFiles(id).map((each) => relativePath(dirname(target), each));
      // A file that is named holds all of its frames.
      await writeLinkedVideo(file, {
        path,
        name,
        width,
        height,
        files,
        stamps: recording.frameStamps(id),
        progress,
      });
      return true;
    }
    case 'SignalBlockF32':
    case 'SignalBlockI32':
    case 'SignalBlockU16': {
      const metadata = await recording.metadata(id);
      await writeSignal(file, {
        path,
        name,
        dataType,
        metadata,
        blocks: recording.signals(id, range),
        progress,
      });
      return true;
    }
    default: {
      const table = await recordedTable(recording, stream, range);
      if (table === undefined) return false;
      await writeTable(file, { path, name, table, progress });
      return true;
    }
  }
}

/** NWB wants slashes, and a dot in front of what lies beside. */
function relativePath(folder: string, path: string): string {
  const found = relative(folder, path).split(sep).join('/');
  return found.startsWith('.') ? found : `./${found}`;
}

function sessionOf({ collection, attributes }: Recording, subject: NwbSubject = {}): NwbSession {
  const text = (key: string): string => {
    const value = attributes[key];
    return typeof value === 'string' ? value : '';
  };
  const { success } = attributes;
  const group = text('subject_group');
  const name = text('collection_name') === '' ? collection.name : text('collection_name');
  const outcome =
    success === true
      ? ''
      : success === false
        ? `The run failed: ${text('failure_reason')}`
        : 'The run was cut short';
  return {
    identifier: collection.collectionId,
    description: `Recording ${name}${collection.generator === undefined ? '' : ` by ${collection.generator}`}`,
    start: collection.timeCreated,
    sessionId: name,
    experiment: text('experiment'),
    notes: outcome,
    authors: collection.authors,
    subject: {
      description: [group === '' ? '' : `Group: ${group}`, text('subject_comment')]
        .filter((each) => each !== '')
        .join('. '),
      ...Object.fromEntries<string>(
        NWB_SUBJECT_KEYS.map((key) => [key, text(`subject_${key}`)] as const).filter(
          ([, value]) => value !== '',
        ),
      ),
      ...subject,
    },
  };
}
