/**
 * A recording: the root of a tree of groups and datasets.
 *
 * @module
 */
import { statSync, type Dirent } from 'node:fs';
import { readdir, realpath } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { SyntalosError, describeValue, isSyntalosError } from '../errors.ts';
import type { EdlAttributeValue } from './attributes.ts';
import { EdlDataset } from './dataset.ts';
import { EdlGroup } from './group.ts';
import { headFromToml, headToToml, unreadable, type EdlAuthor } from './manifest.ts';
import { EdlNameRegistry } from './name-registry.ts';
import { storageError } from './storage-error.ts';
import { readTomlFile, writeTomlFile } from './toml-file.ts';
import {
  goneError,
  hasManifest,
  newHead,
  readUnit,
  type EdlTree,
  type EdlUnit,
  type EdlUnitInit,
} from './unit.ts';
import { isUuid, newUuid7 } from './uuid.ts';
import { ATTRIBUTES_FILE, MANIFEST_FILE } from './unit-name.ts';

/** What is common to making and opening a collection. */
export interface EdlOpenOptions {
  /** Receives warnings, e.g. of a scan pattern that matches nothing, or of a damaged unit that is left out. */
  readonly onWarning?: (message: string) => void;
  /** The wall clock for creation times; the system's by default. */
  readonly now?: () => Date;
}

/** Options of {@link EdlCollection.create}. */
export interface EdlCreateOptions extends EdlOpenOptions {
  /** Stored as attribute `collection_name`. */
  readonly name?: string;
  /** UUID of the collection; a new UUIDv7 by default. */
  readonly collectionId?: string;
  /** A name that people can say. */
  readonly moniker?: string;
  /** The program that makes the collection, with its version. */
  readonly generator?: string;
  readonly authors?: readonly EdlAuthor[];
  readonly attributes?: Readonly<Record<string, EdlAttributeValue>>;
}

/**
 * A recording: the root of a tree of groups and datasets.
 *
 * @example
 * ```ts
 * const recording = await EdlCollection.open('/data/rec1');
 * for (const unit of recording.descendants()) console.log(unit.relPath, unit.kind);
 * ```
 */
export class EdlCollection extends EdlGroup {
  /** Who has which name: the host of a run reserves its modules' names here. */
  readonly names: EdlNameRegistry;

  private constructor(init: EdlUnitInit, names: EdlNameRegistry, children: readonly EdlUnit[] = []) {
    super(init, children);
    this.names = names;
  }

  /**
   * Makes a collection: its folder, and those above it, are made if they are missing.
   *
   * @param folder - the collection's own folder
   * @throws `ERR_SYNTALOS_EDL_EXISTS` if the folder is a unit already, `ERR_SYNTALOS_STORAGE` if
   *   it can't be made, `ERR_SYNTALOS_INVALID_ARGUMENT` for an id that is no UUID
   */
  static async create(folder: string, options: EdlCreateOptions = {}): Promise<EdlCollection> {
    const path = resolve(folder);
    const {
      name,
      collectionId = await newUuid7(),
      moniker,
      generator,
      authors = [],
      attributes = {},
    } = options;
    if (!isUuid(collectionId)) {
      throw new SyntalosError(
        'ERR_SYNTALOS_INVALID_ARGUMENT',
        `Cannot create EDL collection "${path}": its id is ${describeValue(collectionId)}, expected a UUID`,
      );
    }
    if (hasManifest(path)) {
      throw new SyntalosError(
        'ERR_SYNTALOS_EDL_EXISTS',
        `Cannot create EDL collection "${path}": the folder holds an EDL unit already, choose another folder`,
        { details: { path } },
      );
    }
    const names = new EdlNameRegistry(path);
    const tree = newTree(collectionId.toLowerCase(), names, options);
    const head = newHead('collection', tree, { moniker, generator, authors });
    const collection = new EdlCollection({ tree, path, relPath: '', head }, names);
    if (name !== undefined) collection.setAttribute('collection_name', name);
    for (const [key, value] of Object.entries(attributes)) collection.setAttribute(key, value);
    collection.writeManifest();
    return collection;
  }

  /**
   * Reads a collection: every manifest and attribute below it, no data. A missing part of a data
   * file shows only when it is located. With `onWarning`, a unit below whose manifest or attributes are damaged is left
   * out, with all that it holds, and named there; without, it is an error.
   *
   * @throws `ERR_SYNTALOS_STORAGE` if a folder can't be read, `ERR_SYNTALOS_EDL` naming file and key
   *   if a manifest is not valid
   */
  static async open(folder: string, options: EdlOpenOptions = {}): Promise<EdlCollection> {
    const path = resolve(folder);
    const manifestPath = join(path, MANIFEST_FILE);
    const manifest = readTomlFile(manifestPath);
    if (manifest === undefined) {
      throw new SyntalosError(
        'ERR_SYNTALOS_EDL',
        `Cannot open EDL collection "${path}": there is no "${MANIFEST_FILE}" in it`,
        { details: { path } },
      );
    }
    const head = headFromToml(manifest, manifestPath);
    if (head.kind !== 'collection') {
      throw unreadable(manifestPath, 'type', `is "${head.kind}", expected "collection"`);
    }
    const names = new EdlNameRegistry(path);
    const tree = newTree(head.collectionId, names, options);
    const attributes = readTomlFile(join(path, ATTRIBUTES_FILE)) ?? {};
    const opening = {
      ...{ tree, names },
      root: await realPathOf(path),
      leavesOutDamaged: options.onWarning !== undefined,
      followed: new Set<string>(),
    };
    const children = await openChildren(opening, path, '');
    return new EdlCollection({ tree, path, relPath: '', head, attributes, isMade: true }, names, children);
  }

  protected override saveItself(): void {
    // Made anew in a folder of the same name, it would hide that what was recorded is elsewhere.
    if (!hasManifest(this.path)) throw goneError(this.kind, this.path);
    this.#writeMissingGroups();
    super.saveItself();
  }

  /**
   * Groups that a module named only on the way to a dataset have a folder, but no manifest of
   * anybody's: without one, readers would not find the dataset.
   */
  #writeMissingGroups(): void {
    for (const relPath of this.names.groups()) {
      const path = join(this.path, relPath);
      if (isFolder(path) && !hasManifest(path)) {
        writeTomlFile(join(path, MANIFEST_FILE), headToToml(newHead('group', this.tree)));
      }
    }
  }
}

function newTree(collectionId: string, names: EdlNameRegistry, options: EdlOpenOptions): EdlTree {
  return {
    collectionId,
    reserve: (kind, parentRelPath, name) => names.reserve(kind, parentRelPath, name),
    now: options.now ?? (() => new Date()),
    warn: options.onWarning ?? (() => undefined),
  };
}

interface Opening {
  readonly tree: EdlTree;
  readonly names: EdlNameRegistry;
  /** Real path of the collection's folder. */
  readonly root: string;
  /** A unit whose manifest or attributes are damaged is left out with a warning; else it is an error. */
  readonly leavesOutDamaged: boolean;
  /** Real paths that links were followed to: none twice, so links can't go round for ever. */
  readonly followed: Set<string>;
}

async function openChildren(opening: Opening, folder: string, relPath: string): Promise<EdlUnit[]> {
  const units: EdlUnit[] = [];
  for (const name of await subfolders(opening, folder)) {
    const path = join(folder, name);
    const childRelPath = relPath === '' ? name : `${relPath}/${name}`;
    try {
      const unit = await openChild(opening, path, childRelPath);
      if (unit !== undefined) units.push(unit);
    } catch (error) {
      if (!opening.leavesOutDamaged || !isSyntalosError(error, 'ERR_SYNTALOS_EDL')) throw error;
      opening.tree.warn(`"${childRelPath}" is left out: ${error.message}`);
    }
  }
  return units;
}

/** @returns `undefined` for a folder that is no unit */
async function openChild(opening: Opening, path: string, relPath: string): Promise<EdlUnit | undefined> {
  const found = readUnit(opening.tree, path, relPath);
  if (found === undefined) return undefined;
  const { init, manifest } = found;
  switch (init.head.kind) {
    case 'dataset': {
      const dataset = EdlDataset.fromManifest(init, manifest);
      opening.names.adopt('dataset', relPath);
      return dataset;
    }
    case 'group':
      opening.names.adopt('group', relPath);
      return new EdlGroup(init, await openChildren(opening, path, relPath));
    case 'collection':
      throw unreadable(
        join(path, MANIFEST_FILE),
        'type',
        'is "collection", which cannot lie inside another one',
      );
  }
}

async function subfolders(opening: Opening, folder: string): Promise<string[]> {
  let entries: Dirent[];
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (error) {
    throw storageError('read folder', folder, error);
  }
  const names: string[] = [];
  for (const entry of entries) {
    const isUnit =
      entry.isDirectory() ||
      (entry.isSymbolicLink() && (await isToFollow(opening, join(folder, entry.name))));
    if (isUnit) names.push(entry.name);
  }
  return names.sort();
}

/** Large data may lie elsewhere behind a link; what a link inside the collection names is opened anyway. */
async function isToFollow({ root, followed }: Opening, link: string): Promise<boolean> {
  if (!isFolder(link)) return false;
  const target = await realPathOf(link);
  if (followed.has(target) || `${target}${sep}`.startsWith(`${root}${sep}`)) return false;
  followed.add(target);
  return true;
}

async function realPathOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    throw storageError('read folder', path, error);
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
