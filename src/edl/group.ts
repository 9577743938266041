/**
 * A folder of groups and datasets.
 *
 * @module
 */
import { existsSync } from 'node:fs';
import { basename, isAbsolute } from 'node:path';
import { SyntalosError, describeValue } from '../errors.ts';
import { EdlDataset } from './dataset.ts';
import {
  EdlUnit,
  hasManifest,
  newHead,
  readUnit,
  type EdlReserve,
  type EdlTree,
  type EdlUnitInit,
} from './unit.ts';
import { isUuid } from './uuid.ts';

/** What a group is attached by. */
export interface EdlAttachOptions {
  /** Absolute path of the group's folder, as the master named it. */
  readonly path: string;
  /** UUID of the collection that the group belongs to. */
  readonly collectionId: string;
  /** Asks the owner of the collection for a name before a unit is made. */
  readonly reserve: EdlReserve;
  /** Receives warnings, e.g. of a scan pattern that matches nothing. */
  readonly onWarning?: (message: string) => void;
  /** The wall clock for creation times; the system's by default. */
  readonly now?: () => Date;
}

/**
 * A folder that holds groups and datasets.
 *
 * Groups are shared: creating one that exists opens it. Names are reserved by the owner of the
 * collection first, so two modules never write into the same dataset.
 */
export class EdlGroup extends EdlUnit {
  readonly #children: EdlUnit[] = [];

  /** @internal */
  constructor(init: EdlUnitInit, children: readonly EdlUnit[] = []) {
    super(init);
    this.#children.push(...children);
  }

  /**
   * Takes a folder that somebody else owns as root group: what a module in a run has. Its manifest
   * stays its owner's; {@link save} writes what was made below it, and attributes that were set.
   *
   * @throws `ERR_SYNTALOS_INVALID_ARGUMENT` if the collection's id is no UUID
   */
  static attach(options: EdlAttachOptions): EdlGroup {
    const { path, collectionId, reserve, onWarning, now } = options;
    if (!isUuid(collectionId)) {
      throw new SyntalosError(
        'ERR_SYNTALOS_INVALID_ARGUMENT',
        `Cannot attach EDL group "${path}": the collection's id is ${describeValue(collectionId)}, expected a UUID`,
      );
    }
    const tree: EdlTree = {
      collectionId: collectionId.toLowerCase(),
      reserve,
      now: now ?? (() => new Date()),
      warn: onWarning ?? (() => undefined),
    };
    return new AttachedGroup({
      tree,
      path,
      relPath: '',
      head: newHead('group', tree),
      isMade: existsSync(path),
    });
  }

  /** The group's units, as far as they were opened or made through it. */
  get children(): readonly EdlUnit[] {
    return [...this.#children];
  }

  /** The groups among {@link children}. */
  get groups(): readonly EdlGroup[] {
    return this.#children.filter((unit) => unit instanceof EdlGroup);
  }

  /** The datasets among {@link children}. */
  get datasets(): readonly EdlDataset[] {
    return this.#children.filter((unit) => unit instanceof EdlDataset);
  }

  /**
   * The unit at a path below this group.
   *
   * @param relPath - names separated by `/`, with their exact case
   */
  find(relPath: string): EdlUnit | undefined {
    const [first, ...rest] = relPath.split('/').filter((name) => name !== '');
    const child = this.#children.find((unit) => unit.name === first);
    if (rest.length === 0) return child;
    return child instanceof EdlGroup ? child.find(rest.join('/')) : undefined;
  }

  /** All units below this group, each group before what it holds. */
  *descendants(): Generator<EdlUnit> {
    for (const unit of this.#children) {
      yield unit;
      if (unit instanceof EdlGroup) yield* unit.descendants();
    }
  }

  /**
   * Creates a group in this group, or opens the one that exists.
   *
   * @param name - cleaned; 4 random characters if nothing is left of it
   * @throws `ERR_SYNTALOS_EDL_EXISTS` if a dataset has this name, `ERR_SYNTALOS_STORAGE` if the
   *   folder can't be made
   */
  async createGroup(name: string): Promise<EdlGroup> {
    const init = await this.#reserve('group', name);
    const existing = this.#children.find((unit) => unit.path === init.path);
    if (existing instanceof EdlGroup) return existing;
    const onDisk = readUnit(init.tree, init.path, init.relPath)?.init;
    if (onDisk !== undefined && onDisk.head.kind !== 'group') throw isUnitAlready('group', init);
    const group = new EdlGroup(onDisk ?? init);
    group.writeManifestOnce();
    this.#children.push(group);
    return group;
  }

  /**
   * Creates a dataset in this group.
   *
   * @param name - cleaned; 4 random characters if nothing is left of it
   * @throws `ERR_SYNTALOS_EDL_EXISTS` if a unit of this name exists, whatever its case;
   *   `ERR_SYNTALOS_STORAGE` if the folder can't be made
   */
  async createDataset(name: string): Promise<EdlDataset> {
    const init = await this.#reserve('dataset', name);
    if (hasManifest(init.path)) throw isUnitAlready('dataset', init);
    const dataset = EdlDataset.create(init);
    this.#children.push(dataset);
    return dataset;
  }

  /**
   * Saves what was made or changed through this group: itself, and all below it. A unit that can't be
   * saved does not keep the others from it.
   *
   * @throws the first failure, after all were tried
   */
  override async save(): Promise<void> {
    const failures: unknown[] = [];
    const attempt = async (save: () => void | Promise<void>): Promise<void> => {
      try {
        await save();
      } catch (error) {
        failures.push(error);
      }
    };
    await attempt(() => this.saveItself());
    for (const unit of this.#children) await attempt(() => unit.save());
    if (failures.length > 0) throw failures[0];
  }

  /** @internal */
  protected saveItself(): void {
    this.writeManifestOnce();
    this.saveAttributes();
  }

  /** @internal A group's manifest is written once: several modules may hold the same group. */
  protected writeManifestOnce(): void {
    if (!hasManifest(this.path)) this.writeManifest();
  }

  async #reserve(kind: 'group' | 'dataset', name: string): Promise<EdlUnitInit> {
    if (typeof name !== 'string') {
      throw new SyntalosError(
        'ERR_SYNTALOS_INVALID_ARGUMENT',
        `Cannot create ${kind} ${describeValue(name)}: its name must be text`,
      );
    }
    const { tree, relPath } = this;
    const path = await tree.reserve(kind, relPath, name);
    if (!isAbsolute(path)) {
      throw new SyntalosError(
        'ERR_SYNTALOS_EDL',
        `Cannot create ${kind} "${name}": the answer to its reservation is ${describeValue(path)}, expected an absolute path`,
      );
    }
    const ownName = basename(path);
    return {
      tree,
      path,
      relPath: relPath === '' ? ownName : `${relPath}/${ownName}`,
      head: newHead(kind, tree),
    };
  }
}

function isUnitAlready(kind: 'group' | 'dataset', { path, relPath }: EdlUnitInit): SyntalosError {
  return new SyntalosError(
    'ERR_SYNTALOS_EDL_EXISTS',
    `Cannot create ${kind} "${relPath}": "${path}" holds another unit already, choose another name`,
    { details: { path } },
  );
}

/** The root of a module in a run: its folder and manifest are the master's. */
class AttachedGroup extends EdlGroup {
  protected override writeManifestOnce(): void {
    return;
  }
}
