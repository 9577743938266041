/**
 * Who has which name in a collection.
 *
 * @module
 */
import { join } from 'node:path';
import { SyntalosError } from '../errors.ts';
import { MAX_NAME_BYTES, cleanName, nameKey, randomName } from './unit-name.ts';

/** Deepest group that can be reserved: parents come from modules, that is, from outside. */
const MAX_DEPTH = 32;

/** The two kinds of unit whose names are reserved. */
export type EdlReservedKind = 'group' | 'dataset';

interface Node {
  readonly name: string;
  readonly kind: EdlReservedKind;
  readonly children: Map<string, Node>;
}

/** Options of {@link EdlNameRegistry}. */
export interface EdlNameRegistryOptions {
  /** Numbers from 0 up to 1 for the names of units that were given none; `Math.random` by default. */
  readonly random?: () => number;
}

/**
 * The names of one collection: who reserves a dataset first has it, groups are shared.
 *
 * The master of a run holds the one registry of its collection and answers every module's
 * `EdlReserve` from it. Nothing here touches the disk: folders and manifests are made by whoever
 * reserved them. Names are cleaned, compared without regard to case, and can never lie outside
 * the root, whatever a module sends.
 *
 * @example
 * ```ts
 * const names = new EdlNameRegistry('/data/rec1');
 * names.reserve('group', '', 'videos'); // '/data/rec1/videos', as often as asked
 * names.reserve('dataset', 'videos', 'cam'); // '/data/rec1/videos/cam', once
 * ```
 */
export class EdlNameRegistry {
  /** Absolute path that parents are relative to. */
  readonly rootPath: string;
  #root: Node = newNode('', 'group');
  readonly #random: () => number;

  /**
   * @param rootPath - absolute path of the collection's folder
   */
  constructor(rootPath: string, options: EdlNameRegistryOptions = {}) {
    this.rootPath = rootPath;
    this.#random = options.random ?? Math.random;
  }

  /**
   * Reserves a name; missing groups on the way to it are made.
   *
   * @param kind - what it is for
   * @param parentRelPath - the group it lies in, relative to the root, parts separated by `/`; empty
   *   or `/` is the root
   * @param name - wished name; 4 random characters if nothing is left of it after cleaning
   * @returns absolute path of the unit; of a group that exists, with the case of its first name
   * @throws `ERR_SYNTALOS_EDL_EXISTS` for a dataset that exists, and for a group if a dataset of
   *   this name exists; `ERR_SYNTALOS_EDL` for a parent or name that cannot be
   */
  reserve(kind: EdlReservedKind, parentRelPath: string, name: string): string {
    const parent = this.#openGroups(parentRelPath, name);
    const path = [...parent.names];
    const clean = cleanName(name) || this.#freeRandomName(parent.node);
    checkName(clean);
    const existing = parent.node.children.get(nameKey(clean));
    if (existing !== undefined && (kind === 'dataset' || existing.kind === 'dataset')) {
      throw new SyntalosError(
        'ERR_SYNTALOS_EDL_EXISTS',
        `Cannot create ${kind} "${[...path, clean].join('/')}": a ${existing.kind} of the name ` +
          `"${existing.name}" exists already, choose another name`,
        { details: { kind, name: existing.name, parent: path.join('/') } },
      );
    }
    const unit = existing ?? newNode(clean, kind);
    parent.node.children.set(nameKey(clean), unit);
    return join(this.rootPath, ...path, unit.name);
  }

  /**
   * The same registry, seen from one of its groups: for a module whose EDL root lies deeper.
   * The group is made if it is missing.
   *
   * @throws as {@link reserve}
   */
  under(relPath: string): EdlNameRegistry {
    const group = this.#openGroups(relPath, '');
    const view = new EdlNameRegistry(join(this.rootPath, ...group.names), { random: this.#random });
    view.#root = group.node;
    return view;
  }

  /**
   * Takes over a unit that is on disk already, with the name it has there.
   *
   * @param relPath - path relative to the root; its groups are taken over before it
   */
  adopt(kind: EdlReservedKind, relPath: string): void {
    let node = this.#root;
    const names = relPath.split('/');
    names.forEach((name, i) => {
      const child = node.children.get(nameKey(name)) ?? newNode(name, i < names.length - 1 ? 'group' : kind);
      node.children.set(nameKey(name), child);
      node = child;
    });
  }

  /** Paths of all groups relative to the root, parents first. */
  groups(): string[] {
    const paths: string[] = [];
    const visit = (node: Node, path: string): void => {
      for (const child of node.children.values()) {
        if (child.kind !== 'group') continue;
        const childPath = path === '' ? child.name : `${path}/${child.name}`;
        paths.push(childPath);
        visit(child, childPath);
      }
    };
    visit(this.#root, '');
    return paths;
  }

  #openGroups(relPath: string, forName: string): { node: Node; names: readonly string[] } {
    const wanted = relPath.split('/').filter((part) => part !== '');
    if (wanted.length > MAX_DEPTH) {
      throw new SyntalosError(
        'ERR_SYNTALOS_EDL',
        `Cannot create "${forName}": its group lies ${wanted.length} levels deep, at most ${MAX_DEPTH} are allowed`,
      );
    }
    // All parts are checked before the first is made: a refused path leaves nothing behind.
    const cleaned = wanted.map((part) => {
      const clean = part === '.' || part === '..' ? '' : cleanName(part);
      if (clean === '') {
        throw new SyntalosError(
          'ERR_SYNTALOS_EDL',
          `Cannot create "${forName}": its group "${relPath}" is not a path below the EDL root`,
          { details: { parent: relPath } },
        );
      }
      checkName(clean);
      return clean;
    });
    let node = this.#root;
    const names: string[] = [];
    for (const part of cleaned) {
      let child = node.children.get(nameKey(part));
      if (child?.kind === 'dataset') {
        throw new SyntalosError(
          'ERR_SYNTALOS_EDL_EXISTS',
          `Cannot create "${forName}" in "${relPath}": "${[...names, child.name].join('/')}" is a dataset, ` +
            'which holds files only',
          { details: { parent: relPath, name: child.name } },
        );
      }
      if (child === undefined) {
        child = newNode(part, 'group');
        node.children.set(nameKey(part), child);
      }
      node = child;
      names.push(child.name);
    }
    return { node, names };
  }

  #freeRandomName(parent: Node): string {
    let name = randomName(this.#random);
    while (parent.children.has(nameKey(name))) name = randomName(this.#random);
    return name;
  }
}

function newNode(name: string, kind: EdlReservedKind): Node {
  return { name, kind, children: new Map() };
}

function checkName(name: string): void {
  const bytes = Buffer.byteLength(name);
  if (bytes > MAX_NAME_BYTES) {
    throw new SyntalosError(
      'ERR_SYNTALOS_EDL',
      `Cannot create "${name.slice(0, 40)}...": the name has ${bytes} bytes, at most ${MAX_NAME_BYTES} are allowed`,
    );
  }
}
