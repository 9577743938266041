/**
 * Values that a command puts over those of the project file: `--set cam.framerate=30`.
 *
 * @module
 */
import { SyntalosError } from '../../errors.ts';
import { describeTomlValue, isTable, type Problems } from './problems.ts';
import { didYouMean, listNames } from '../../settings/index.ts';
import {
  TomlDocument,
  TomlSyntaxError,
  type TomlPath,
  type TomlTable,
  type TomlValue,
} from './toml-document.ts';

/** One value to put over the project's. */
export interface ProjectOverride {
  /**
   * `<module id>.<setting>`, such as `cam.framerate`, or `run.<option>`, such as `run.duration`;
   * further dots lead into tables.
   */
  readonly key: string;
  /** A TOML value (`30`, `true`, `[1, 2]`, `"text"`); anything else is text as it is. */
  readonly value: string;
}

/**
 * Reads the argument of `--set`.
 *
 * @throws `ERR_SYNTALOS_INVALID_ARGUMENT` - when it is not `<module>.<setting>=<value>`
 */
export function parseOverride(argument: string): ProjectOverride {
  const equals = argument.indexOf('=');
  const key = argument.slice(0, Math.max(equals, 0)).trim();
  if (!/^[^.\s]+(\.[^.\s]+)+$/.test(key)) {
    throw new SyntalosError(
      'ERR_SYNTALOS_INVALID_ARGUMENT',
      `Cannot read "--set ${argument}": it must be <module>.<setting>=<value>, such as cam.framerate=30`,
    );
  }
  return { key, value: argument.slice(equals + 1) };
}

/** A value that an override has set: where it lies in the project, and how the user wrote it. */
export interface AppliedOverride {
  readonly path: TomlPath;
  readonly key: string;
}

/** Puts overrides into the tables of a project, before these are checked. */
export function applyOverrides(
  root: TomlTable,
  overrides: readonly ProjectOverride[],
  problems: Problems,
): AppliedOverride[] {
  const applied: AppliedOverride[] = [];
  for (const { key, value } of overrides) {
    const steps = key.split('.');
    const badStep = steps.find((step) => step === '' || step in Object.prototype);
    if (steps.length < 2 || badStep !== undefined) {
      problems.addLine(`--set ${key}: must name <module>.<setting> or run.<option>`);
      continue;
    }
    const base = steps[0] === 'run' ? ['run'] : settingsPathOf(root, steps[0]!, key, problems);
    if (base === undefined) continue;
    const path = [...base, ...steps.slice(1)];
    if (setAt(root, path, parseValue(value), key, problems)) applied.push({ path, key });
  }
  return applied;
}

function settingsPathOf(root: TomlTable, id: string, key: string, problems: Problems): TomlPath | undefined {
  const modules = Array.isArray(root['modules']) ? root['modules'] : [];
  const index = modules.findIndex((module) => isTable(module) && module['id'] === id);
  if (index >= 0) return ['modules', index, 'settings'];
  const ids = modules.flatMap((module) =>
    isTable(module) && typeof module['id'] === 'string' ? [module['id']] : [],
  );
  problems.addLine(
    `--set ${key}: there is no module "${id}"${didYouMean(id, [...ids, 'run']) || `, the project has ${listNames(ids)}`}`,
  );
  return undefined;
}

function setAt(root: TomlTable, path: TomlPath, value: TomlValue, key: string, problems: Problems): boolean {
  let at: TomlValue = root;
  for (const step of path.slice(0, -1)) {
    // The list of modules is the only one on the way, and its index was just looked up.
    const next: TomlValue = Array.isArray(at) ? at[step as number]! : (at[step] ??= {});
    if (typeof next !== 'object' || next instanceof Date) {
      problems.addLine(`--set ${key}: "${step}" is ${describeTomlValue(next)}, not a table`);
      return false;
    }
    at = next;
  }
  if (Array.isArray(at)) {
    problems.addLine(`--set ${key}: leads into a list; give the whole list`);
    return false;
  }
  at[path.at(-1)!] = value;
  return true;
}

function parseValue(text: string): TomlValue {
  try {
    const { root } = new TomlDocument(`value = ${text}`);
    const value = root['value'];
    // A date or a second line is what the user typed as text, not TOML that was meant.
    return value === undefined || value instanceof Date || Object.keys(root).length !== 1 ? text : value;
  } catch (error) {
    if (error instanceof TomlSyntaxError) return text;
    throw error;
  }
}
