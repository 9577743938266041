/**
 * What collections, groups and datasets share: a folder with a manifest and attributes.
 *
 * @module
 */
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { TomlTable, TomlValue } from 'smol-toml';
import { SyntalosError, describeValue } from '../errors.ts';
import { makeFolder } from '../make-folder.ts';
import { withFileLock } from './file-lock.ts';
import { attributeToToml, type EdlAttributeValue, type EdlAttributes } from './attributes.ts';
import {
  headFromToml,
  headToToml,
  instantOf,
  shortTagOf,
  type EdlAuthor,
  type EdlUnitKind,
  type ManifestHead,
} from './manifest.ts';
import type { EdlReservedKind } from './name-registry.ts';
import { storageError } from './storage-error.ts';
import { isTable, offsetDateTime, readTomlFile, removeTomlFile, writeTomlFile } from './toml-file.ts';
import { ATTRIBUTES_FILE, MANIFEST_FILE } from './unit-name.ts';

/**
 * Reserves the name of a new unit and returns the absolute path of its folder.
 * `parentRelPath` is relative to the EDL root, parts separated by `/`; the root itself is empty.
 *
 * @throws `ERR_SYNTALOS_EDL_EXISTS` if the name is taken
 */
export type EdlReserve = (
  kind: EdlReservedKind,
  parentRelPath: string,
  name: string,
) => string | Promise<string>;

/** What the units of one tree share. */
export interface EdlTree {
  readonly collectionId: string;
  readonly reserve: EdlReserve;
  readonly now: () => Date;
  readonly warn: (message: string) => void;
}

/** From what a unit is made. */
export interface EdlUnitInit {
  readonly tree: EdlTree;
  /** Absolute path of the unit's folder. */
  readonly path: string;
  /** The same, relative to the EDL root. */
  readonly relPath: string;
  readonly head: ManifestHead;
  /** Attributes as they were read. */
  readonly attributes?: TomlTable;
  /** Whether its folder is there already; it is made by the first write if not. */
  readonly isMade?: boolean;
}

/** A collection, group or dataset: a folder with a manifest and attributes. */
export abstract class EdlUnit {
  /** Absolute path of the unit's folder. */
  readonly path: string;
  /** Path relative to the collection or EDL root, parts separated by `/`; empty for the root itself. */
  readonly relPath: string;
  /** @internal */
  protected readonly tree: EdlTree;
  /** @internal */
  protected readonly head: ManifestHead;
  readonly #attributes: Map<string, TomlValue>;
  /** Keys set since the last save: others may have written theirs meanwhile. */
  readonly #changedKeys = new Set<string>();
  #isMade: boolean;

  /** @internal */
  constructor(init: EdlUnitInit) {
    this.path = init.path;
    this.relPath = init.relPath;
    this.tree = init.tree;
    this.head = init.head;
    this.#attributes = new Map(Object.entries(init.attributes ?? {}));
    // Of a unit that was read, and of a root that somebody else has made.
    this.#isMade = init.isMade ?? false;
  }

  /** What the unit is. */
  get kind(): EdlUnitKind {
    return this.head.kind;
  }

  /** Name of the unit, which is its folder's. */
  get name(): string {
    return basename(this.path);
  }

  /** Canonical UUID of the collection that the unit belongs to. */
  get collectionId(): string {
    return this.head.collectionId;
  }

  /** Last 8 hex digits of the collection's id: names of recorded files start with it. */
  get shortTag(): string {
    return shortTagOf(this.head.collectionId);
  }

  /** When the unit was created. */
  get timeCreated(): Date {
    return instantOf(this.head.timeCreated);
  }

  /** A name of the collection that people can say, if it has one. */
  get moniker(): string | undefined {
    return this.head.moniker;
  }

  /** The program that made the unit, if it says so. */
  get generator(): string | undefined {
    return this.head.generator;
  }

  /** The unit's authors. */
  get authors(): readonly EdlAuthor[] {
    return this.head.authors;
  }

  /** The attributes as they are stored: a copy. Integers beyond 2^53 are `bigint`. */
  get attributes(): EdlAttributes {
    return cloneTable(Object.fromEntries(this.#attributes));
  }

  /**
   * Sets an attribute; `null` removes it. It is written by the next save.
   *
   * @throws `ERR_SYNTALOS_INVALID_ARGUMENT` for a value that cannot be stored
   */
  setAttribute(key: string, value: EdlAttributeValue): void {
    if (typeof key !== 'string') {
      throw new SyntalosError(
        'ERR_SYNTALOS_INVALID_ARGUMENT',
        `Cannot set attribute ${describeValue(key)}: its key must be text`,
      );
    }
    const stored = attributeToToml(key, value);
    if (stored === undefined) this.#attributes.delete(key);
    else this.#attributes.set(key, stored);
    this.#changedKeys.add(key);
  }

  /** Writes what has changed. */
  abstract save(): Promise<void>;

  /** @internal Absolute path of the unit's manifest. */
  protected get manifestPath(): string {
    return join(this.path, MANIFEST_FILE);
  }

  /**
   * @internal Makes the unit's folder and the folders above it, once: a folder that is gone later is not made
   * anew, since the data that were in it are gone, too.
   *
   * @throws `ERR_SYNTALOS_STORAGE` if it can't be made, or was there and is gone
   */
  protected makeFolder(): void {
    if (this.#isMade) {
      if (existsSync(this.path)) return;
      throw goneError(this.kind, this.path);
    }
    try {
      makeFolder(this.path);
    } catch (error) {
      throw storageError('create folder', this.path, error);
    }
    this.#isMade = true;
  }

  /** @internal Writes the manifest with the given data sections. */
  protected writeManifest(sections: TomlTable = {}): void {
    this.makeFolder();
    writeTomlFile(this.manifestPath, { ...headToToml(this.head), ...sections });
  }

  /**
   * @internal Writes the attributes that were set here over those on disk: a group can belong to
   * several modules, each of which sets its own.
   */
  protected saveAttributes(): void {
    if (this.#changedKeys.size === 0) return;
    const file = join(this.path, ATTRIBUTES_FILE);
    this.makeFolder();
    withFileLock(file, () => this.#mergeAttributes(file));
    this.#changedKeys.clear();
  }

  #mergeAttributes(file: string): void {
    const merged = new Map(Object.entries(readTomlFile(file) ?? {}));
    for (const key of this.#changedKeys) {
      const value = this.#attributes.get(key);
      if (value === undefined) merged.delete(key);
      else merged.set(key, value);
    }
    if (merged.size > 0) writeTomlFile(file, Object.fromEntries(merged));
    else removeTomlFile(file);
  }
}

/** The error of a unit whose folder was there and is not any more. */
export function goneError(kind: EdlUnitKind, path: string): SyntalosError {
  return new SyntalosError(
    'ERR_SYNTALOS_STORAGE',
    `Cannot save ${kind} "${path}": its folder is gone, it was deleted, moved or renamed since it was made; leave a recording in its place until its run has ended`,
    { details: { path } },
  );
}

/** The head of a unit that is made now. */
export function newHead(
  kind: EdlUnitKind,
  tree: EdlTree,
  more: Partial<Pick<ManifestHead, 'moniker' | 'generator' | 'authors'>> = {},
): ManifestHead {
  return {
    kind,
    collectionId: tree.collectionId,
    timeCreated: offsetDateTime(tree.now()),
    authors: [],
    unknownKeys: {},
    ...more,
  };
}

/**
 * Reads manifest and attributes of a unit.
 *
 * @returns what the unit is made from, and its manifest; `undefined` if the folder is no unit
 * @throws `ERR_SYNTALOS_STORAGE` or `ERR_SYNTALOS_EDL` if they can't be read or are not valid
 */
export function readUnit(
  tree: EdlTree,
  path: string,
  relPath: string,
): { readonly init: EdlUnitInit; readonly manifest: TomlTable } | undefined {
  const manifestPath = join(path, MANIFEST_FILE);
  const manifest = readTomlFile(manifestPath);
  if (manifest === undefined) return undefined;
  const head = headFromToml(manifest, manifestPath, tree.collectionId);
  const attributes = readTomlFile(join(path, ATTRIBUTES_FILE)) ?? {};
  return { init: { tree, path, relPath, head, attributes, isMade: true }, manifest };
}

/** Returns whether a folder is a unit. */
export function hasManifest(folder: string): boolean {
  return existsSync(join(folder, MANIFEST_FILE));
}

/**
 * A copy with integers as numbers if they fit. `structuredClone` would turn a TomlDate into a bare
 * Date and lose its offset.
 */
function cloneTable(table: TomlTable): TomlTable {
  return Object.fromEntries(Object.entries(table).map(([key, item]) => [key, cloneValue(item)]));
}

function cloneValue(value: TomlValue): TomlValue {
  if (Array.isArray(value)) return value.map(cloneValue);
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  return isTable(value) ? cloneTable(value) : value;
}
