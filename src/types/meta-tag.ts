/**
 * What writing and reading metadata share.
 *
 * @module
 */

/** The byte before a `metaval` (wire-protocol section 6). */
export const MetaTag = {
  NULL: 0,
  FALSE: 1,
  TRUE: 2,
  I64: 3,
  F64: 4,
  STR: 5,
  SIZE: 6,
  ARRAY: 7,
  OBJECT: 8,
} as const;

/** Arrays and maps in one another: more is refused, or bytes from outside could exhaust the stack. */
export const META_DEPTH_LIMIT = 64;
