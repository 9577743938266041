/**
 * What can be said of a setting in a line.
 *
 * @module
 */
import type { Setting } from '../../settings/index.ts';

/** What it is for, what it allows and what it is when left out, in a line. */
export function settingText(setting: Setting<unknown>): string {
  const { about, allows } = setting;
  const value = defaultText(setting);
  return [about, allows, value === '' ? undefined : value === 'required' ? value : `default ${value}`]
    .filter((part) => part !== undefined)
    .join('; ');
}

/** The value of a setting that is left out, as TOML has it; `required`, or empty where there is none. */
export function defaultText({ required, default: value }: Setting<unknown>): string {
  if (required) return 'required';
  return value === undefined ? '' : JSON.stringify(value);
}
