/**
 * The link between processes: Syntalos' own bytes over iceoryx2.
 *
 * Loaded at first use only: it needs the addon of `native/`.
 *
 * @module
 */
export { openIceoryx2MasterChannel, openIceoryx2WorkerChannel } from './iceoryx2-channel.ts';
export { createIceoryx2Transport } from './iceoryx2-transport.ts';
export { cleanLink, countLinkNodes, receiveSample, sendSample } from './link-check.ts';
export { IOX_PREFIX, ioxRootPath, type LinkEnvironment } from './link-config.ts';
export { LogWriter } from './log-writer.ts';
export { addonProblem, addonSources, loadNative, type AddonSource } from './native.ts';
export type { NativeAddon } from './native-types.ts';
export { parentGone, type ParentProcess } from './parent-watch.ts';
export { watchSignals, type SignalWatch } from './signal-watch.ts';
