/**
 * The link between processes: Syntalos' own bytes over iceoryx2.
 *
 * Loaded at first use only: it needs the addon of `native/`. `control/` is the channel and its messages,
 * and runs in the supervisor's thread (of a process) or in the host's main thread; `data/` moves items, each
 * port in a pump thread of its own, or, in `data/module-thread/`, all of a process in its module's thread;
 * `process/` is what a module's process needs of the system, in its supervisor's thread; `addon/` loads the addon
 * and checks that it fits. Names and limits of services are beside them, since all of them use these.
 *
 * @module
 */
export { openIceoryx2MasterChannel, openIceoryx2ModuleChannel } from './control/iceoryx2-channel.ts';
export { attachModuleHub } from './data/module-thread/module-hub.ts';
export { createIceoryx2Transport } from './data/iceoryx2-transport.ts';
export { cleanLink, countLinkNodes, receiveSample, sendSample } from './link-check.ts';
export { IOX_PREFIX, ioxRootPath } from './link-config.ts';
export { LogWriter } from './process/log-writer.ts';
export { addonProblem, addonSources, loadNative, type AddonSource } from './addon/native.ts';
export type { NativeAddon } from './addon/native-types.ts';
export { parentGone, type ParentProcess } from './process/parent-watch.ts';
export { watchSignals, type SignalWatch } from './process/signal-watch.ts';
