/**
 * What of a recording can be played.
 *
 * @module
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  EdlDataset,
  type EdlAttributeMap,
  type EdlCollection,
  type EdlDataFile,
  type EdlDataPart,
} from '../../../edl/index.ts';
import { messageOf } from '../../../errors.ts';
import { portIdsOf } from './port-ids.ts';
import type { VideoFiles } from './video-stream.ts';

/** A stream of a recording that can be played: its port, and its files. */
export type StreamSource = {
  readonly portId: string;
  /** Path of its dataset in the recording. */
  readonly name: string;
} & (
  | { readonly kind: 'video'; readonly files: VideoFiles }
  | { readonly kind: 'table'; readonly paths: readonly string[] }
  | { readonly kind: 'tsync'; readonly paths: readonly string[] }
);

type Kind = StreamSource['kind'];

const KIND_OF_TYPE: Readonly<Record<string, Kind>> = {
  mkv: 'video',
  mp4: 'video',
  avi: 'video',
  mov: 'video',
  webm: 'video',
  csv: 'table',
  'csv.gz': 'table',
  tsv: 'table',
  tsync: 'tsync',
};

/** Group of what Syntalos notes about its own work, such as clock corrections: no data of the experiment. */
const INTERNAL_GROUP = 'syntalos_internal/';

/**
 * Finds what can be played of a recording: videos with their time stamps, tables, and tsync files
 * that belong to nothing else, in the order of their paths. What Syntalos noted about itself
 * (`syntalos_internal`) is not played.
 *
 * A video whose file is missing is played from the one other video in its dataset's folder, as a
 * recording that was cut down has it. Other streams with missing or packed files are left out.
 *
 * @param onWarning - gets a text for everything that is not as the recording says
 */
export async function findStreams(
  recording: EdlCollection,
  onWarning: (text: string) => void,
): Promise<StreamSource[]> {
  const datasets = [...recording.descendants()].filter(
    (unit): unit is EdlDataset =>
      unit instanceof EdlDataset && !unit.relPath.startsWith(INTERNAL_GROUP) && kindOf(unit) !== undefined,
  );
  const portIds = portIdsOf(datasets.map(({ relPath }) => relPath));
  const streams: StreamSource[] = [];
  for (const [i, dataset] of datasets.entries()) {
    const portId = portIds[i]!;
    const name = dataset.relPath;
    try {
      streams.push({ portId, name, ...(await filesOf(dataset, kindOf(dataset)!, onWarning)) });
    } catch (error) {
      onWarning(`Dataset "${name}" is not played: ${messageOf(error)}`);
    }
  }
  return streams;
}

function kindOf({ dataFile }: EdlDataset): Kind | undefined {
  if (dataFile === undefined) return undefined;
  const byType = KIND_OF_TYPE[dataFile.fileType.toLowerCase()];
  return byType ?? (dataFile.mediaType?.startsWith('video/') === true ? 'video' : undefined);
}

type Files =
  | { readonly kind: 'video'; readonly files: VideoFiles }
  | { readonly kind: 'table'; readonly paths: readonly string[] }
  | { readonly kind: 'tsync'; readonly paths: readonly string[] };

async function filesOf(dataset: EdlDataset, kind: Kind, onWarning: (text: string) => void): Promise<Files> {
  const { parts } = dataset.dataFile!;
  switch (kind) {
    case 'video':
      return { kind, files: await videoFilesOf(dataset, onWarning) };
    case 'table':
    case 'tsync':
      return { kind, paths: await locateAll(parts) };
  }
}

async function videoFilesOf(dataset: EdlDataset, onWarning: (text: string) => void): Promise<VideoFiles> {
  const { dataFile, relPath: name } = dataset;
  let videoPaths: string[];
  try {
    videoPaths = await locateAll(dataFile!.parts);
  } catch (error) {
    const other = await onlyOtherVideo(dataset);
    if (other === undefined) throw error;
    onWarning(
      `Video "${name}" is played from "${other}", the only video in its folder: "${dataFile!.parts[0]!.fileName}" is missing`,
    );
    videoPaths = [join(dataset.path, other)];
  }
  return {
    name,
    videoPaths,
    tsyncPaths: await locateTsync(dataset, onWarning),
    ...videoAttributes(dataset),
  };
}

/** What lies in place of a missing video: a file of the same type that no manifest names. */
async function onlyOtherVideo({ path, dataFile }: EdlDataset): Promise<string | undefined> {
  const missing = dataFile!.parts[0]!.fileName;
  if (dataFile!.parts.length > 1) return undefined;
  const extension = missing.slice(missing.lastIndexOf('.'));
  const others = (await readdir(path)).filter((file) => file.endsWith(extension) && file !== missing);
  return others.length === 1 ? others[0] : undefined;
}

async function locateTsync(dataset: EdlDataset, onWarning: (text: string) => void): Promise<string[]> {
  const file = dataset.auxFiles.find(({ fileType }: EdlDataFile) => fileType === 'tsync');
  const paths: string[] = [];
  try {
    for (const part of file?.parts ?? []) paths.push(await locate(part));
  } catch (error) {
    const from = paths.length === 0 ? '' : ` from part ${paths.length + 1} of its times on`;
    onWarning(`Video "${dataset.relPath}" is played by its own clock${from}: ${messageOf(error)}`);
  }
  return paths;
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

/**
 * Paths of all parts. Where a later one is missing its path is that of the manifest: what comes before
 * it is played, and reading it fails then.
 *
 * @throws if the first part is missing
 */
async function locateAll(parts: readonly EdlDataPart[]): Promise<string[]> {
  const paths: string[] = [];
  for (const part of parts) {
    try {
      paths.push(await locate(part));
    } catch (error) {
      if (paths.length === 0) throw error;
      paths.push(part.path);
    }
  }
  return paths;
}

/** Path of a part; `.gz` is unpacked when it is read. */
async function locate(part: EdlDataPart): Promise<string> {
  const { path, compression } = await part.locate();
  if (compression === 'none' || compression === 'gz') return path;
  throw new Error(`"${path}" is packed, unpack it beside`);
}
