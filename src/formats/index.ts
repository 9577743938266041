/**
 * The formats of recordings: what of a recording can be read, and each of its streams as items with their times.
 *
 * Knows what this package and Syntalos write; leaves out how items are played or exported. Runs in whichever thread
 * calls it.
 *
 * @module
 */
export { findStreams, type StreamSource } from './find-streams.ts';
export { frameStamps, type FramePlace } from './frame-stamps.ts';
export { FrameTimes } from './frame-times.ts';
export { JSON_TYPE_ATTRIBUTE } from './json-type.ts';
export { openStream, type OpenStreamOptions } from './open-stream.ts';
export {
  itemsWithin,
  type RecordedItem,
  type RecordedStream,
  type TimeRange,
  type TimedItem,
} from './recorded-stream.ts';
export { spanOf, type RecordingSpan } from './recording-span.ts';
export { sampleRateOf } from './signal-metadata.ts';
export { TABLE_LAYOUTS, TABLE_TYPES, rowsLayout, type TableLayout, type TableType } from './table-layout.ts';
export { usecPerUnitOf } from './time-column.ts';
export { usecPerStamp } from './time-units.ts';
export { openZarr } from './zarr-source.ts';
