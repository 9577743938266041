/**
 * Names of units and files: made portable before they become folders and files.
 *
 * @module
 */

const RANDOM_NAME_CHARS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Longest name of a unit or file in UTF-8 bytes: the limit of the usual file systems. */
export const MAX_NAME_BYTES = 255;

/** The two files of a unit that belong to the format, never to data. */
export const MANIFEST_FILE = 'manifest.toml';
export const ATTRIBUTES_FILE = 'attributes.toml';

/**
 * Makes a unit's name portable: trimmed, `/` and `\` become `_`, `:` is dropped, `AUX` becomes
 * `_AUX` (storage-and-timing.md section 1).
 *
 * Beyond the spec, so that no name can leave its folder or hide the format's own files: control
 * characters are dropped, and `.`, `..`, `manifest.toml` and `attributes.toml` get a `_` in front.
 *
 * @returns the name, empty if nothing was left of it
 */
export function cleanName(name: string): string {
  const clean = name
    .replace(/[\p{Cc}:]/gu, '')
    .replace(/[/\\]/g, '_')
    .trim();
  return isReserved(clean) ? `_${clean}` : clean;
}

/**
 * Reduces a file name to its last component and cleans it as {@link cleanName} does.
 *
 * @returns the name, empty if nothing was left of it
 */
export function cleanFileName(fileName: string): string {
  return cleanName(lastComponent(fileName));
}

/** The part of a path after its last `/` or `\`. */
export function lastComponent(fileName: string): string {
  return fileName.slice(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1);
}

/** What two names must differ in to be two units on any file system. */
export function nameKey(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

/**
 * Four random letters or digits, the name of a unit that was given none.
 *
 * @param random - numbers from 0 up to, not including, 1
 */
export function randomName(random: () => number): string {
  let name = '';
  while (name.length < 4) name += RANDOM_NAME_CHARS[Math.floor(random() * RANDOM_NAME_CHARS.length)] ?? '';
  return name;
}

function isReserved(name: string): boolean {
  return name === '.' || name === '..' || name === 'AUX' || isFormatFile(name);
}

/** Returns whether a file of a dataset's folder is one of the format's own. */
export function isFormatFile(fileName: string): boolean {
  const key = nameKey(fileName);
  return key === MANIFEST_FILE || key === ATTRIBUTES_FILE;
}
