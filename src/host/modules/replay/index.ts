/**
 * What those who make a project around the module `replay` need of it. Runs in whichever thread calls it.
 *
 * @module
 */
export { selectStreams } from './replay-settings.ts';
