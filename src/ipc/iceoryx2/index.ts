/**
 * The link between processes: Syntalos' own bytes over iceoryx2.
 *
 * Loaded at first use only: it needs the addon of `native/`.
 *
 * @module
 */
export { openIceoryx2MasterChannel, openIceoryx2ModuleChannel } from './control/iceoryx2-channel.ts';
export { createIceoryx2Transport } from './data/iceoryx2-transport.ts';
export { cleanLink, countLinkNodes, receiveSample, sendSample } from './link-check.ts';
export { IOX_PREFIX, ioxRootPath } from './link-config.ts';
export { LogWriter } from './process/log-writer.ts';
export { addonProblem, addonSources, loadNative, type AddonSource } from './addon/native.ts';
export type { NativeAddon } from './addon/native-types.ts';
export { parentGone, type ParentProcess } from './process/parent-watch.ts';
export { watchSignals, type SignalWatch } from './process/signal-watch.ts';
