/**
 * The EDL storage format, version 1: collections, groups and datasets on disk, their attributes, and
 * CSV tables. Knows nothing of runs, ports or the wire.
 *
 * Runs in the thread that calls it; it starts none.
 *
 * @module
 */
/// <reference types="node" preserve="true" />

export { EdlCollection } from './collection.ts';
export type { EdlCreateOptions, EdlOpenOptions } from './collection.ts';
export { EdlGroup } from './group.ts';
export type { EdlAttachOptions } from './group.ts';
export { EdlDataset } from './dataset.ts';
export type { EdlAddAuxFileOptions, EdlPartOptions, EdlSetDataFileOptions } from './dataset.ts';
export { EdlDataPart } from './data-file.ts';
export type { EdlCompression, EdlDataFile, EdlDataFileOptions, EdlPartLocation } from './data-file.ts';
export { EdlUnit } from './unit.ts';
export type { EdlReserve } from './unit.ts';
export type { EdlAuthor, EdlUnitKind } from './manifest.ts';
export { shortTagOf } from './manifest.ts';
export { edlFloat } from './attributes.ts';
export type { EdlAttributeMap, EdlAttributeValue, EdlAttributes, EdlFloat, EdlSize } from './attributes.ts';
export { EdlNameRegistry } from './name-registry.ts';
export type { EdlNameRegistryOptions, EdlReservedKind } from './name-registry.ts';
export { cleanFileName, cleanName } from './unit-name.ts';
export { compareNatural } from './natural-order.ts';
export { CsvEncoder } from './csv-encoder.ts';
export type { CsvEncoderOptions } from './csv-encoder.ts';
export { CsvDecoder, decodeCsv, parseCsv } from './csv-decoder.ts';
export type { CsvDecoderOptions } from './csv-decoder.ts';
export { TABLE_FILE, simplifyName, videoNames } from './conventions.ts';
export type { VideoNames } from './conventions.ts';
