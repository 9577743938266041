/**
 * What of a recording can be played.
 *
 * @module
 */
import { join } from 'node:path';
import { EdlDataset, type EdlAttributeMap, type EdlAttributes, type EdlCollection } from '../edl/index.ts';
import { messageOf } from '../errors.ts';
import { DataType } from '../types/index.ts';
import { jsonDataType, type JsonFiles } from './json-stream.ts';
import { portIdsOf } from './port-ids.ts';
import { locateParts, locateTimes, onlyOtherVideo } from './stream-files.ts';
import { tableDataType } from './typed-table.ts';
import type { VideoFiles } from './video-stream.ts';
import { openZarr } from './zarr-source.ts';
import { dataTypeOf } from './zarr-stream.ts';

/** A stream of a recording that can be played: its port, and its files. */
export type StreamSource = {
  readonly portId: string;
  /** Path of its dataset in the recording. */
  readonly name: string;
} & StreamFiles;

/** The files of a stream, by what they hold. */
export type StreamFiles = { readonly dataType: DataType } & (
  | { readonly kind: 'video'; readonly files: VideoFiles }
  | { readonly kind: 'table'; readonly paths: readonly string[]; readonly isOfSyntalos: boolean }
  | { readonly kind: 'tsync'; readonly paths: readonly string[] }
  | { readonly kind: 'zarr'; readonly path: string; readonly attributes: EdlAttributes }
  | { readonly kind: 'json'; readonly files: JsonFiles }
);

type Kind = StreamFiles['kind'];

const KIND_OF_TYPE: Readonly<Record<string, Kind>> = {
  mkv: 'video',
  mp4: 'video',
  avi: 'video',
  mov: 'video',
  webm: 'video',
  csv: 'table',
  tsv: 'table',
  tsync: 'tsync',
  zarr: 'zarr',
  json: 'json',
};

/** How files may be packed: part of their type. */
const PACKED = /\.(?:gz|zst|xz)$/;

/** Group of what Syntalos notes about its own work, such as clock corrections: no data of the experiment. */
const INTERNAL_GROUP = 'syntalos_internal/';

/** How streams are found. */
export interface FindStreamsOptions {
  /** Where only reading a JSON file of Syntalos tells a signal of whole numbers from others, so many rows are read. */
  readonly mostRows?: number;
}

/**
 * Finds what can be played of a recording: videos with their time stamps, tables, signals, and tsync files
 * that belong to nothing else, in the order of their paths. What Syntalos noted about itself
 * (`syntalos_internal`) is not played.
 *
 * A video whose file is missing is played from the one other video in its dataset's folder, as a
 * recording that was cut down has it.
 *
 * @param onWarning - gets a text for each dataset that is left out, and for all that is not as the
 *   recording says
 */
export async function findStreams(
  recording: EdlCollection,
  onWarning: (text: string) => void,
  options: FindStreamsOptions = {},
): Promise<StreamSource[]> {
  const datasets = [...recording.descendants()].filter(
    (unit): unit is EdlDataset => unit instanceof EdlDataset && !unit.relPath.startsWith(INTERNAL_GROUP),
  );
  const playable = datasets.filter((dataset) => {
    if (kindOf(dataset) !== undefined) return true;
    const why = whyNot(dataset);
    if (why !== undefined) onWarning(`Dataset "${dataset.relPath}" is not played: ${why}`);
    return false;
  });
  const portIds = portIdsOf(playable.map(({ relPath }) => relPath));
  const streams: StreamSource[] = [];
  for (const [i, dataset] of playable.entries()) {
    const name = dataset.relPath;
    try {
      const files = await filesOf(dataset, { recording, onWarning, ...options });
      streams.push({ portId: portIds[i]!, name, ...files });
    } catch (error) {
      onWarning(`Dataset "${name}" is not played: ${messageOf(error)}`);
    }
  }
  return streams;
}

function kindOf({ dataFile }: EdlDataset): Kind | undefined {
  if (dataFile === undefined) return undefined;
  const byType = KIND_OF_TYPE[dataFile.fileType.toLowerCase().replace(PACKED, '')];
  return byType ?? (dataFile.mediaType?.startsWith('video/') === true ? 'video' : undefined);
}

/** Why a dataset is no stream; `undefined` for one that holds nothing. */
function whyNot({ dataFile, auxFiles }: EdlDataset): string | undefined {
  if (dataFile === undefined) {
    return auxFiles.length === 0 ? undefined : 'it has auxiliary files only, and no data file';
  }
  const { fileType, parts } = dataFile;
  return `replay does not know files such as "${parts[0]!.fileName}"${fileType === '' ? '' : ` (type "${fileType}")`}`;
}

interface FilesOptions extends FindStreamsOptions {
  readonly recording: EdlCollection;
  readonly onWarning: (text: string) => void;
}

async function filesOf(
  dataset: EdlDataset,
  { recording, onWarning, mostRows }: FilesOptions,
): Promise<StreamFiles> {
  const kind = kindOf(dataset)!;
  if (kind === 'video') {
    return { kind, dataType: DataType.Frame, files: await videoFilesOf(dataset, onWarning) };
  }
  const paths = await locateParts(dataset.dataFile!.parts, dataset.relPath, onWarning);
  const { attributes } = dataset;
  const path = paths[0]!;
  switch (kind) {
    case 'tsync':
      return { kind, dataType: DataType.TableRow, paths };
    case 'zarr': {
      const source = await openZarr(path);
      if (source === undefined) throw new Error('nothing came while it was recorded');
      return { kind, dataType: dataTypeOf(source), path, attributes };
    }
    case 'json': {
      const dataType = await jsonDataType(path, attributes, mostRows);
      return { kind, dataType, files: { path, dataType, attributes } };
    }
    case 'table':
  }
  const generator = dataset.generator ?? recording.generator;
  return {
    kind,
    // One that cannot be read says so when it is opened.
    dataType: await tableDataType(path).catch(() => DataType.TableRow),
    paths,
    isOfSyntalos: /^syntalos\b(?!-)/i.test(generator ?? ''),
  };
}

async function videoFilesOf(dataset: EdlDataset, onWarning: (text: string) => void): Promise<VideoFiles> {
  const { dataFile, relPath: name } = dataset;
  let videoPaths: string[];
  try {
    videoPaths = await locateParts(dataFile!.parts, name, onWarning);
  } catch (error) {
    const other = await onlyOtherVideo(dataset);
    if (other === undefined) throw error;
    onWarning(
      `Video "${name}" is played from "${other}", the only video in its folder: "${dataFile!.parts[0]!.fileName}" is missing`,
    );
    videoPaths = [join(dataset.path, other)];
  }
  // Frames are found in a file by its index: it is not unpacked on the way.
  const packed = videoPaths.find((path) => PACKED.test(path));
  if (packed !== undefined) throw new Error(`"${packed}" is packed, unpack it beside`);
  return {
    name,
    videoPaths,
    tsyncPaths: await locateTimes(dataset, videoPaths),
    ...videoAttributes(dataset),
  };
}

function videoAttributes({ attributes }: EdlDataset): Omit<VideoFiles, 'name' | 'videoPaths' | 'tsyncPaths'> {
  const video = attributes['video'];
  if (typeof video !== 'object' || video === null || Array.isArray(video)) return {};
  const { frame_width: width, frame_height: height, framerate, colored } = video as EdlAttributeMap;
  return {
    ...(typeof width === 'number' && typeof height === 'number' ? { framePixels: width * height } : {}),
    ...(typeof framerate === 'number' && framerate > 0 ? { framerateHz: framerate } : {}),
    ...(typeof colored === 'boolean' ? { isColored: colored } : {}),
  };
}
