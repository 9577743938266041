/**
 * What other folders of this package use of this one beyond its public door.
 *
 * @module
 */
export { STAMP_ENTRIES, STAMP_SIDE_BYTES } from './stamp-table.ts';
