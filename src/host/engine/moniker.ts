/**
 * Names of recordings that people can say.
 *
 * @module
 */

const QUALITIES = [
  ...['amber', 'brave', 'brisk', 'calm', 'clear', 'crisp', 'deep', 'eager'],
  ...['early', 'fair', 'fleet', 'fond', 'gentle', 'golden', 'grand', 'green'],
  ...['happy', 'hazel', 'keen', 'kind', 'light', 'lively', 'lucky', 'mellow'],
  ...['noble', 'proud', 'quick', 'quiet', 'silver', 'steady', 'warm', 'wise'],
] as const;
const ANIMALS = [
  ...['badger', 'bat', 'beaver', 'bison', 'crane', 'deer', 'dove', 'eagle'],
  ...['egret', 'falcon', 'finch', 'fox', 'gecko', 'hare', 'heron', 'ibis'],
  ...['jay', 'lark', 'lynx', 'marten', 'mole', 'moose', 'otter', 'owl'],
  ...['raven', 'robin', 'seal', 'shrew', 'stork', 'swan', 'vole', 'wren'],
] as const;

/**
 * A name made of an id: `quiet-otter`. The same id always has the same name; many ids share one.
 *
 * @param uuid - with random bits at its end, as every UUIDv7 has
 */
export function monikerOf(uuid: string): string {
  const bits = Number.parseInt(uuid.slice(-4), 16) || 0;
  return `${QUALITIES[bits & 31]!}-${ANIMALS[(bits >> 5) & 31]!}`;
}
