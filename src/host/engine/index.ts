/**
 * The embedded host's engine: takes the modules of a project through a run.
 *
 * @module
 */
export type { LineListener, ModuleThread, StartModuleThread } from './embedded-module.ts';
export { runProject, startProject } from './engine.ts';
export { ENGINE_LIMITS } from './limits.ts';
export { ModuleDriver, type FedInput, type LoadContext, type RunContext } from './module-driver.ts';
export type { ModuleListener } from './module-listener.ts';
export { ModuleRecord, type OutputRecord } from './module-record.ts';
export { Recording, noRecording } from './recording.ts';
export type { SettingsKeeper } from './settings-store.ts';
