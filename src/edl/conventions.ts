/**
 * Names that recordings use by convention, as Syntalos 3.1.2 writes them (storage-and-timing.md section 1).
 *
 * @module
 */

import { cleanFileName } from './unit-name.ts';

/** The file of a dataset that is one table. */
export const TABLE_FILE = 'table.csv';

/** How the files of a recorded video are called and described. */
export interface VideoNames {
  /** `<short tag>-<name>.mkv` */
  readonly videoFile: string;
  readonly videoSummary: string;
  /** `<short tag>-<name>_timestamps.tsync` */
  readonly timestampsFile: string;
  readonly timestampsSummary: string;
}

/**
 * Names the files of a video.
 *
 * @param shortTag - of the collection, see `EdlUnit.shortTag`
 * @param name - what the files are named after, usually the title of the module that the frames come
 *   from, e.g. `TIS Camera`
 * @param source - the title of that module, if it is another
 * @example
 * ```ts
 * videoNames('0c689db9', 'Python Script').videoFile; // '0c689db9-python-script.mkv'
 * ```
 */
export function videoNames(shortTag: string, name: string, source: string = name): VideoNames {
  const base = `${shortTag}-${simplifyName(name)}`;
  return {
    videoFile: `${base}.mkv`,
    videoSummary: `Video recording from ${source}`,
    timestampsFile: `${base}_timestamps.tsync`,
    timestampsSummary: 'Video timestamps',
  };
}

/** A title as part of a file's name: cleaned, lower case, `-` for white space; `video` for nothing. */
export function simplifyName(title: string): string {
  return cleanFileName(title.replaceAll(/[/\\]/g, '_')).toLowerCase().replaceAll(/\s+/g, '-') || 'video';
}
