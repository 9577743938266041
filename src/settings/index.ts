/**
 * Settings of modules: a schema says what is allowed, a check gives typed values. Pure functions, for any thread.
 *
 * Knows nothing of projects or modules but their names.
 *
 * @module
 */
export type { ModuleSettings, SettingValue, SettingValues } from './module-settings.ts';
export {
  booleanSetting,
  choiceSetting,
  integerSetting,
  listSetting,
  numberSetting,
  pathSetting,
  readSettings,
  textSetting,
  type NumberSettingOptions,
  type PresenceOptions,
  type PresentOr,
  type Setting,
  type SettingsOf,
  type SettingsSchema,
} from './settings.ts';
export type { ValueSchema } from './value-schema.ts';
export { didYouMean, listNames } from './suggest.ts';
