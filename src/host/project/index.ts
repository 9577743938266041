/**
 * The project file: which modules run, with which settings, connected how. Reads and checks;
 * starts nothing.
 *
 * @module
 */
export { BUILT_IN_MODULES } from './built-in-modules.ts';
export {
  ACTOR_PLACEMENTS,
  formatPortRef,
  type ActorPlacement,
  type ModuleProgram,
  type ModuleSettings,
  type PortRef,
  type Project,
  type ProjectConnection,
  type ProjectModule,
  type ProjectRunOptions,
  type ProjectSubject,
  type SettingValue,
  type SettingValues,
} from './project.ts';
