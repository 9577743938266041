/**
 * The embedded host's engine: takes the modules of a project through a run.
 *
 * @module
 */
export { runProject, startProject } from './engine.ts';
