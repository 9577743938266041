/**
 * How a module says that items were left at its stop: a warning, as text, since Syntalos' wire has no
 * message for it. A host that reads a process' log finds it there.
 *
 * @module
 */

/** Items that were on their way at a stop and did not arrive. */
export interface UndrainedItems {
  readonly portId: string;
  readonly count: number;
  /** Of an input, `read`; of an output, `sent`. */
  readonly verb: 'read' | 'sent';
}

const TEXT = /^(\d+) items of port "(.*)" were not (read|sent) within \d+ ms of the stop$/;

/** The warning, after waiting for this long; {@link readUndrained} is its inverse. */
export function undrainedText({ portId, count, verb }: UndrainedItems, waitedMsec: number): string {
  return `${count} items of port "${portId}" were not ${verb} within ${waitedMsec} ms of the stop`;
}

/** What a warning says of items left; undefined for any other. */
export function readUndrained(text: string): UndrainedItems | undefined {
  const [, count, portId, verb] = TEXT.exec(text) ?? [];
  if (count === undefined || portId === undefined) return undefined;
  return { portId, count: Number(count), verb: verb === 'sent' ? 'sent' : 'read' };
}
