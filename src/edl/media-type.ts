/**
 * File and media types by the names of files.
 *
 * @module
 */
/** Extensions that name only how a file is compressed: the one before them names its type. */
const COMPRESSIONS: ReadonlySet<string> = new Set(['zst', 'gz', 'xz']);

/**
 * Media types of the files that recordings hold, by extension. Where a type is not certain it is
 * left out: Python `edlio` chooses its reader by the media type first, so a wrong one is worse
 * than none. `video/x-matroska`, `text/csv` and `text/tab-separated-values` as Syntalos 3.1.2 writes them.
 */
const MEDIA_TYPES: ReadonlyMap<string, string> = new Map([
  ['avi', 'video/x-msvideo'],
  ['bmp', 'image/bmp'],
  ['csv', 'text/csv'],
  ['flac', 'audio/flac'],
  ['gz', 'application/gzip'],
  ['html', 'text/html'],
  ['jpeg', 'image/jpeg'],
  ['jpg', 'image/jpeg'],
  ['json', 'application/json'],
  ['md', 'text/markdown'],
  ['mkv', 'video/x-matroska'],
  ['mp4', 'video/mp4'],
  ['ogg', 'audio/ogg'],
  ['pdf', 'application/pdf'],
  ['png', 'image/png'],
  ['svg', 'image/svg+xml'],
  ['tif', 'image/tiff'],
  ['tiff', 'image/tiff'],
  ['toml', 'application/toml'],
  ['tsv', 'text/tab-separated-values'],
  ['txt', 'text/plain'],
  ['wav', 'audio/x-wav'],
  ['webm', 'video/webm'],
  ['xml', 'application/xml'],
  ['xz', 'application/x-xz'],
  ['yaml', 'application/yaml'],
  ['zip', 'application/zip'],
  ['zst', 'application/zstd'],
]);

/**
 * The `file_type` of a file: its extension without dot, or the last two if the last one only
 * names a compression (`csv.zst`).
 *
 * @returns the type, empty if the name has no extension
 */
export function fileTypeOf(fileName: string): string {
  const extensions = extensionsOf(fileName);
  const last = extensions.at(-1) ?? '';
  const before = extensions.at(-2);
  return COMPRESSIONS.has(last) && before !== undefined ? `${before}.${last}` : last;
}

/** The `media_type` (MIME type) of a file by its last extension, `undefined` if it is not known. */
export function mediaTypeOf(fileName: string): string | undefined {
  return MEDIA_TYPES.get(extensionsOf(fileName).at(-1)?.toLowerCase() ?? '');
}

/** The extensions of a name without the name itself; a leading dot makes no extension. */
function extensionsOf(fileName: string): readonly string[] {
  return fileName.replace(/^\.+/, '').split('.').slice(1);
}
