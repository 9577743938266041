/**
 * What a recording has to play, for those who make a project around the module `replay` or read without a run.
 *
 * Knows the formats of recordings; runs in whichever thread calls it.
 *
 * @module
 */
export { findStreams, type StreamSource } from './find-streams.ts';
export { FrameTimes } from './frame-times.ts';
export { openStream, type OpenStreamOptions } from './open-stream.ts';
export type { RecordedItem, RecordedStream, TimedItem } from './recorded-stream.ts';
export { sampleRateOf } from './signal-metadata.ts';
export { usecPerStamp } from './time-units.ts';
export { openZarr } from './zarr-source.ts';
export { selectStreams } from './replay-settings.ts';
