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
import type { ModuleRuntime } from '../module/index.ts';

/** A link and what is behind it. */
export interface CurrentLink {
  readonly link: SyntalosLink;
  readonly runtime: ModuleRuntime;
  /** Takes a line that the module prints. */
  readonly print: (line: string) => void;
  /** False where the host made the link for a script whose program has not asked for it. */
  isClaimed: boolean;
}

let current: CurrentLink | undefined;
let hasHadLink = false;

/** @throws ERR_SYNTALOS_INVALID_STATE - before `initLink`, and after the link's end */
export function currentLink(): CurrentLink {
  if (current !== undefined) return current;
  throw new SyntalosError(
    'ERR_SYNTALOS_INVALID_STATE',
    hasHadLink
      ? 'There is no link any more: the host has shut the module down; end what goes on when awaitDataForever() returns'
      : 'There is no link yet: await initLink() first',
  );
}

/**
 * The link of this thread; `undefined` after its end: what a program's loop asks then is answered, not refused.
 *
 * @throws ERR_SYNTALOS_INVALID_STATE - before `initLink`
 */
export function currentOrEndedLink(): CurrentLink | undefined {
  return hasHadLink ? current : currentLink();
}

/** The link of this thread, if it has one now. */
export function findCurrentLink(): CurrentLink | undefined {
  return current;
}

/** Whether this thread has, or ever had, a link. */
export function wasLinked(): boolean {
  return hasHadLink;
}

/** Prints as a program does that has no link. */
export function printToStdout(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Prints a line where the module's lines go. */
export function print(line: string): void {
  (current?.print ?? printToStdout)(line);
}

export function setCurrentLink(link: CurrentLink | undefined): void {
  current = link;
  hasHadLink ||= link !== undefined;
}
