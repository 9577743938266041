/**
 * What other folders of this package use of these types, and no user.
 *
 * @module
 */
export { checkFrameTime } from './frame-layout.ts';
export { copyMetadata, freezeMetadata } from './meta-copy.ts';
