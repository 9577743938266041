/**
 * The shells that `completion` writes a script for.
 *
 * @module
 */

/** Shells that a script can be made for. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** One of {@link SHELLS}. */
export type Shell = (typeof SHELLS)[number];
