/**
 * What a recording has to play, for those who make a project around the module `replay`.
 *
 * @module
 */
export { findStreams, type StreamSource } from './find-streams.ts';
