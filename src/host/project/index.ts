/**
 * The project file: which modules run, with which settings, connected how. Reads and checks;
 * starts nothing. Used in the host's thread; settings are also read in the modules' threads.
 *
 * @module
 */
export { BUILT_IN_MODULES, RECORDERS } from './built-in-modules.ts';
export { DURATION_FORM, parseDuration, parseTime } from './duration.ts';
export {
  createProject,
  loadProject,
  parseProject,
  placeIn,
  type LoadProjectOptions,
  type PortDescription,
  type ProjectDescription,
} from './load-project.ts';
export { parseOverride, type ProjectOverride } from './overrides.ts';
export {
  PROVENANCE_FOLDER,
  RECORDED_PROJECT_FILE,
  recordedProjectOf,
  type RecordedFile,
} from './recorded-project.ts';
export {
  CONNECTION_KEYS,
  LIMITS_KEYS,
  MACHINE_NAME,
  MODULE_KEYS,
  NETWORK_KEYS,
  PORTS_KEYS,
  PORT_KEYS,
  PROGRAM_PATH,
  ROOT_KEYS,
  RUN_KEYS,
  SUBJECT_KEYS,
  type ProjectKey,
  type ProjectKeys,
} from './project-keys.ts';
export {
  ACTOR_PLACEMENTS,
  formatPortRef,
  unconnectedText,
  type ActorPlacement,
  type ModuleProgram,
  type PortRef,
  type Project,
  type ProjectConnection,
  type ProjectModule,
  type ProjectNetwork,
  type ProjectPort,
  type ProjectPorts,
  type ProjectRunOptions,
  type ProjectSubject,
  type RunLimits,
} from './project.ts';
