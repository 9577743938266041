/**
 * The names of the templates of `create`.
 *
 * @module
 */

/** What a new folder may begin as: the folders of `templates`. */
export const TEMPLATES = ['module', 'source', 'analysis', 'closed-loop', 'script'] as const;

/** One of {@link TEMPLATES}. */
export type Template = (typeof TEMPLATES)[number];
