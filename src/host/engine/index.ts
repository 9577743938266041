/**
 * The embedded host's engine: takes the modules of a project through a run.
 *
 * Runs in the thread that starts the run, which is the program's main thread or a test bench's; it starts
 * the threads and processes of the modules.
 *
 * @module
 */
export type { LineListener, ModuleThread, StartModuleThread } from './embedded-module.ts';
export { runProject, startProject, tryProject, type ProjectTrial } from './engine.ts';
export { ENGINE_LIMITS } from './limits.ts';
export { ModuleDriver, type FedInput, type LoadContext, type RunContext } from './module-driver.ts';
export type { ModuleListener } from './module-listener.ts';
export { ModuleRecord, type OutputRecord } from './module-record.ts';
export { programFilesOf, type ProgramFiles } from './program-files.ts';
export { Recording, noRecording } from './recording.ts';
export type { SettingsKeeper } from './settings-store.ts';
