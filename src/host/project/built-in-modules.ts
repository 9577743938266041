/**
 * The names of the built-in modules.
 *
 * @module
 */
/** Modules that every installation has, by the name a project's `use` gives. */
export const BUILT_IN_MODULES: readonly string[] = [
  'board-sim',
  'camera',
  'camera-synthetic',
  'firmata-board',
  'json-recorder',
  'monitor',
  'replay',
  'signal-recorder',
  'signal-synthetic',
  'table-recorder',
  'video-recorder',
];

/**
 * Those of them that record. Each of their inputs takes the type of what is connected, so they come up after the
 * modules that feed them; and they are prepared in the order of the project, so that names which two of them
 * want go to the same one each time. None of them feeds another module.
 */
export const RECORDERS: readonly string[] = [
  'json-recorder',
  'signal-recorder',
  'table-recorder',
  'video-recorder',
];
