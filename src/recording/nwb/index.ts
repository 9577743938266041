/**
 * NWB files: objects of the schema in HDF5, written piece by piece. Knows what is written, not where it comes from.
 *
 * Runs in the thread that calls it, which HDF5 holds up while it writes.
 *
 * @module
 */
export type { Hdf5File } from './hdf5-file.ts';
export { createNwbFile, type NwbSession } from './nwb-file.ts';
export { writeSignal } from './write-signal.ts';
export { writeTable } from './write-table.ts';
export { writeLinkedVideo, writeStoredVideo } from './write-video.ts';
