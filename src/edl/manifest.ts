/**
 * The head of a `manifest.toml`: what every unit says about itself (storage-and-timing.md section 1).
 *
 * @module
 */

import { TomlDate, type TomlTable, type TomlValue } from 'smol-toml';
import { SyntalosError } from '../errors.ts';
import { describeToml, isTable } from './toml-file.ts';
import { isUuid } from './uuid.ts';

const FORMAT_VERSION = '1';

const KNOWN_KEYS: ReadonlySet<string> = new Set([
  'format_version',
  'type',
  'time_created',
  'collection_id',
  'collection_moniker',
  'generator',
  'authors',
  'data',
  'data_aux',
]);

/** What a unit can be. */
export type EdlUnitKind = 'collection' | 'group' | 'dataset';

/** One of a unit's authors; further keys are text too. */
export interface EdlAuthor {
  readonly name: string;
  readonly email?: string;
  readonly [key: string]: string | undefined;
}

/** The head of a manifest, checked. */
export interface ManifestHead {
  readonly kind: EdlUnitKind;
  /** Canonical UUID, lower case. */
  readonly collectionId: string;
  /** As written: a date-time of seconds, with the offset of the recording machine. */
  readonly timeCreated: TomlDate;
  readonly moniker?: string | undefined;
  readonly generator?: string | undefined;
  readonly authors: readonly EdlAuthor[];
  /** Keys that this package does not know, kept when the manifest is written again. */
  readonly unknownKeys: TomlTable;
}

/** Makes the table of a manifest without its data sections. */
export function headToToml(head: ManifestHead): TomlTable {
  return {
    ...head.unknownKeys,
    format_version: FORMAT_VERSION,
    type: head.kind,
    time_created: head.timeCreated,
    collection_id: head.collectionId,
    ...(head.moniker === undefined ? {} : { collection_moniker: head.moniker }),
    ...(head.generator === undefined ? {} : { generator: head.generator }),
    ...(head.authors.length === 0 ? {} : { authors: head.authors.map(authorToToml) }),
  };
}

function authorToToml(author: EdlAuthor): TomlTable {
  return Object.fromEntries(
    Object.entries(author).filter((entry): entry is [string, string] => Boolean(entry[1])),
  );
}

/**
 * Checks the head of a manifest that was read.
 *
 * @param path - the manifest's path, for messages
 * @param parentCollectionId - what a manifest without `collection_id` inherits
 * @throws `ERR_SYNTALOS_EDL` naming file and key
 */
export function headFromToml(table: TomlTable, path: string, parentCollectionId?: string): ManifestHead {
  const version = table['format_version'];
  // Some writers make it a number.
  if (version !== FORMAT_VERSION && version !== BigInt(FORMAT_VERSION)) {
    throw unreadable(path, 'format_version', `is ${describeToml(version)}, expected "${FORMAT_VERSION}"`);
  }
  const { type, time_created: timeCreated, collection_id: id = parentCollectionId } = table;
  if (type !== 'collection' && type !== 'group' && type !== 'dataset') {
    throw unreadable(path, 'type', `is ${describeToml(type)}, expected "collection", "group" or "dataset"`);
  }
  if (!(timeCreated instanceof TomlDate) || !timeCreated.isDateTime()) {
    throw unreadable(path, 'time_created', `is ${describeToml(timeCreated)}, expected a date-time`);
  }
  if (typeof id !== 'string' || !isUuid(id)) {
    throw unreadable(path, 'collection_id', `is ${describeToml(id)}, expected a UUID`);
  }
  return {
    kind: type,
    collectionId: id.toLowerCase(),
    timeCreated,
    moniker: optionalText(table['collection_moniker'], path, 'collection_moniker'),
    generator: optionalText(table['generator'], path, 'generator'),
    authors: authorsFromToml(table['authors'], path),
    unknownKeys: Object.fromEntries(Object.entries(table).filter(([key]) => !KNOWN_KEYS.has(key))),
  };
}

/** A text that may be missing. */
export function optionalText(value: TomlValue | undefined, path: string, key: string): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  throw unreadable(path, key, `is ${describeToml(value)}, expected text`);
}

/** The error of a manifest whose `key` is not what the format says. */
export function unreadable(path: string, key: string, reason: string): SyntalosError {
  return new SyntalosError('ERR_SYNTALOS_EDL', `Cannot read "${path}": "${key}" ${reason}`, {
    details: { path, key },
  });
}

function authorsFromToml(value: TomlValue | undefined, path: string): readonly EdlAuthor[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw unreadable(path, 'authors', 'is not an array of tables');
  return value.map((author) => {
    if (!isTable(author)) throw unreadable(path, 'authors', 'is not an array of tables');
    for (const [key, text] of Object.entries(author)) optionalText(text, path, `authors.${key}`);
    return { name: '', ...(author as Record<string, string>) };
  });
}

/** A manifest's creation time as an instant; one without offset is in this machine's time. */
export function instantOf(time: TomlDate): Date {
  return new Date(time.toISOString());
}

/** The last 8 hex digits of a collection's id: what names of its files start with. */
export function shortTagOf(collectionId: string): string {
  return collectionId.replaceAll('-', '').slice(-8);
}
