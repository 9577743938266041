/**
 * When a recording was made, and how long it is.
 *
 * @module
 */
import type { EdlCollection } from '../edl/index.ts';

/** What times of its streams are held against. */
export interface RecordingSpan {
  /** µs, if it is known. */
  readonly lengthUsec: number | undefined;
  /** µs since 1970. */
  readonly beganUsec: number;
}

/** As the manifest and the attributes of a collection say. */
export function spanOf({ attributes, timeCreated }: EdlCollection): RecordingSpan {
  const msec = attributes['recording_length_msec'];
  return {
    lengthUsec: typeof msec === 'number' && msec > 0 ? msec * 1000 : undefined,
    beganUsec: timeCreated.getTime() * 1000,
  };
}
