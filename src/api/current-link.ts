/**
 * The one link of this thread.
 *
 * Module-level state, against the house rule: the functions of `functions.ts` are free functions by
 * design of the API, and a program has one link.
 *
 * @module
 */
import { SyntalosError } from '../errors.ts';
import type { SyntalosLink } from './link.ts';
import type { ModuleRuntime } from './module-runtime.ts';

/** A link and what is behind it. */
export interface CurrentLink {
  readonly link: SyntalosLink;
  readonly runtime: ModuleRuntime;
}

let current: CurrentLink | undefined;

/** @throws `ERR_SYNTALOS_INVALID_STATE` before `initLink` */
export function currentLink(): CurrentLink {
  if (current === undefined) {
    throw new SyntalosError('ERR_SYNTALOS_INVALID_STATE', 'There is no link yet: await initLink() first');
  }
  return current;
}

export function hasCurrentLink(): boolean {
  return current !== undefined;
}

export function setCurrentLink(link: CurrentLink | undefined): void {
  current = link;
}
