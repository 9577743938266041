/**
 * Settings of a module: a schema says what is allowed, {@link readSettings} gives typed values
 * or one error that names everything wrong.
 *
 * @module
 */
import { isAbsolute, resolve } from 'node:path';
import { SyntalosError, describeValue } from '../errors.ts';
import type { ModuleSettings, SettingValue } from './module-settings.ts';
import type { ValueSchema } from './value-schema.ts';
import { didYouMean, listNames } from './suggest.ts';

/** One setting: what it allows and what it is when not given. Made by the functions below. */
export interface Setting<T> {
  /** What values it may have, such as `a whole number from 1 to 240 Hz`; for messages. */
  readonly allows: string;
  /** What it is for, as a phrase; for lists of settings and for editors. */
  readonly about?: string;
  /** Its values as JSON Schema has them, for editors; any value where it is left out. */
  readonly schema?: ValueSchema;
  /** True if the module cannot do without it. */
  readonly required: boolean;
  /** Its value if the project gives none; unset if it has none. */
  readonly default?: T;
  /**
   * The checked value, or `undefined` if it is not allowed.
   * @param folder - absolute path of the folder that a relative path starts at
   */
  read(value: SettingValue, folder: string): T | undefined;
}

/** The settings of a module, by name. */
export type SettingsSchema = Readonly<Record<string, Setting<unknown>>>;

/** The typed values that a schema gives. */
export type SettingsOf<S extends SettingsSchema> = {
  readonly [K in keyof S]: S[K] extends Setting<infer T> ? T : never;
};

/** Whether a setting must be given: say `required`, or give a default, or accept `undefined`. */
export interface PresenceOptions<T> {
  /** What the setting is for, as a phrase: `frames per second`. */
  readonly about?: string;
  readonly default?: T;
  readonly required?: boolean;
}

/** `T` if a default or `required: true` guarantees a value. */
export type PresentOr<T, O> = O extends { readonly default: T } | { readonly required: true }
  ? T
  : T | undefined;

/** Limits of a number. */
export interface NumberSettingOptions extends PresenceOptions<number> {
  /** Smallest allowed value. */
  readonly min?: number;
  /** Largest allowed value. */
  readonly max?: number;
  /** Unit, for messages and lists of settings. */
  readonly unit?: string;
}

/**
 * Reads the settings of a module.
 *
 * @param module - the module, or what is known of its settings
 * @param schema - every setting that it has
 * @returns a value for each name of the schema; paths are absolute
 * @throws `ERR_SYNTALOS_SETTING` - with one line for each unknown setting, each missing
 *   one and each value that is not allowed
 *
 * @example
 * const settings = readSettings(module, {
 *   framerate: numberSetting({ default: 60, min: 1, max: 1000, unit: 'Hz' }),
 *   recording: pathSetting({ required: true }),
 * });
 */
export function readSettings<S extends SettingsSchema>(module: ModuleSettings, schema: S): SettingsOf<S> {
  const known = Object.keys(schema);
  const values: Record<string, unknown> = {};
  const problems: string[] = [];
  const complain = (key: string, what: string): void => {
    problems.push(`Cannot use setting "${key}" of module "${module.id}": ${what}`);
  };

  for (const key of Object.keys(module.settings)) {
    if (Object.hasOwn(schema, key)) continue;
    complain(key, `there is no such setting${didYouMean(key, known) || `, known are ${listNames(known)}`}`);
  }
  for (const [key, setting] of Object.entries(schema)) {
    const given = Object.hasOwn(module.settings, key) ? module.settings[key] : undefined;
    if (given === undefined) {
      if (setting.required) complain(key, `it is missing, needed is ${setting.allows}`);
      values[key] = setting.default;
      continue;
    }
    values[key] = setting.read(given, module.settingFolders[key] ?? process.cwd());
    if (values[key] === undefined) {
      complain(key, `it is ${describeValue(given)}, allowed is ${setting.allows}`);
    }
  }

  if (problems.length > 0) {
    throw new SyntalosError('ERR_SYNTALOS_SETTING', problems.join('\n'), {
      details: { module: module.id, problems: problems.length },
    });
  }
  return values as SettingsOf<S>;
}

/** A finite number within limits. */
export function numberSetting<const O extends NumberSettingOptions>(
  options: O,
): Setting<PresentOr<number, O>> {
  return numeric(options, false);
}

/** A whole number within limits. */
export function integerSetting<const O extends NumberSettingOptions>(
  options: O,
): Setting<PresentOr<number, O>> {
  return numeric(options, true);
}

/** `true` or `false`. */
export function booleanSetting<const O extends PresenceOptions<boolean>>(
  options: O,
): Setting<PresentOr<boolean, O>> {
  return setting<boolean, O>(options, 'true or false', { type: 'boolean' }, (value) =>
    typeof value === 'boolean' ? value : undefined,
  );
}

/** Any text. */
export function textSetting<const O extends PresenceOptions<string>>(
  options: O,
): Setting<PresentOr<string, O>> {
  return setting<string, O>(options, 'text', { type: 'string' }, (value) =>
    typeof value === 'string' ? value : undefined,
  );
}

/** One of some names. */
export function choiceSetting<const C extends string, const O extends PresenceOptions<NoInfer<C>>>(
  choices: readonly C[],
  options: O,
): Setting<PresentOr<C, O>> {
  return setting<C, O>(options, `one of ${listNames(choices)}`, { enum: choices }, (value) =>
    choices.find((choice) => choice === value),
  );
}

/**
 * Path of a file or folder. A relative one starts at the project's folder, or at the working
 * directory if it was given by `--set`; so does a default.
 */
export function pathSetting<const O extends PresenceOptions<string>>(
  options: O,
): Setting<PresentOr<string, O>> {
  const schema = { type: 'string', minLength: 1 } as const;
  return setting<string, O>(options, 'the path of a file or folder', schema, (value, folder) => {
    if (typeof value !== 'string' || value === '' || value.includes('\0')) return undefined;
    return isAbsolute(value) ? value : resolve(folder, value);
  });
}

/** A list of values of one kind; `of` is the setting that each must fit. */
export function listSetting<T, const O extends PresenceOptions<readonly T[]>>(
  of: Setting<T>,
  options: O,
): Setting<PresentOr<readonly T[], O>> {
  const schema = { type: 'array', items: of.schema ?? {} } as const;
  return setting<readonly T[], O>(options, `a list, each ${of.allows}`, schema, (value, folder) => {
    if (!Array.isArray(value)) return undefined;
    const items = (value as readonly SettingValue[]).map((item) => of.read(item, folder));
    return items.includes(undefined) ? undefined : (items as readonly T[]);
  });
}

function numeric<O extends NumberSettingOptions>(options: O, whole: boolean): Setting<PresentOr<number, O>> {
  const { min = -Infinity, max = Infinity } = options;
  const allows = `a ${whole ? 'whole ' : ''}number${describeRange(options)}`;
  const schema: ValueSchema = {
    type: whole ? 'integer' : 'number',
    ...(options.min === undefined ? {} : { minimum: min }),
    ...(options.max === undefined ? {} : { maximum: max }),
  };
  return setting<number, O>(options, allows, schema, (value) => {
    const fits = typeof value === 'number' && Number.isFinite(value) && value >= min && value <= max;
    return fits && (!whole || Number.isSafeInteger(value)) ? value : undefined;
  });
}

function describeRange({ min, max, unit }: NumberSettingOptions): string {
  const suffix = unit === undefined ? '' : ` ${unit}`;
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}${suffix}`;
  if (min !== undefined) return ` of at least ${min}${suffix}`;
  if (max !== undefined) return ` of at most ${max}${suffix}`;
  return unit === undefined ? '' : ` (${unit})`;
}

function setting<T, O extends PresenceOptions<T>>(
  options: O,
  allows: string,
  schema: ValueSchema,
  read: (value: SettingValue, folder: string) => T | undefined,
): Setting<PresentOr<T, O>> {
  // `PresentOr` only takes away the `undefined` that `required` and `default` rule out.
  return {
    allows,
    schema,
    ...(options.about === undefined ? {} : { about: options.about }),
    required: options.required === true,
    ...(options.default === undefined ? {} : { default: options.default }),
    read,
  };
}
