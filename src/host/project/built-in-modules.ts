/**
 * The names of the built-in modules.
 *
 * @module
 */
/** Modules that every installation has, by the name a project's `use` gives. */
export const BUILT_IN_MODULES: readonly string[] = [
  'board-sim',
  'camera-synthetic',
  'monitor',
  'replay',
  'signal-synthetic',
  'table-recorder',
  'video-recorder',
];
