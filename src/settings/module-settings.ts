/**
 * Settings as somebody has given them to a module.
 *
 * @module
 */

/** A value of a setting, as TOML can write it (dates are not allowed: write them as text). */
export type SettingValue = string | number | boolean | readonly SettingValue[] | SettingValues;

/** Settings of a module by name. */
export interface SettingValues {
  readonly [key: string]: SettingValue;
}

/** What {@link readSettings} needs of a module: who asks, and the values of the project. */
export interface ModuleSettings {
  /** Id of the module, named in errors. */
  readonly id: string;
  /** Values as given: unchecked, paths unresolved. */
  readonly settings: SettingValues;
  /**
   * The folder that a relative path in each setting starts at, by setting name: the project's
   * folder for what the project file says, the working directory for what `--set` says.
   */
  readonly settingFolders: Readonly<Record<string, string>>;
}
