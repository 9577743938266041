/**
 * What Syntalos knows of a module: its `module.toml` (wire protocol, section 9).
 *
 * @module
 */
import { existsSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { stringify } from 'smol-toml';
import { SyntalosError } from '../../errors.ts';
import { checkModuleId, moduleIdFrom } from './module-id.ts';
import type { ModuleField, ModuleSource } from './module-source.ts';

/** Categories of Syntalos' list of modules; it ignores others without a word. */
export const CATEGORIES = [
  'device',
  'display',
  'example',
  'generator',
  'processing',
  'scripting',
  'sydevel',
  'writers',
] as const;

/** What a module may offer in Syntalos' menus. */
export const FEATURES = ['show-settings', 'show-display'] as const;
/** One of {@link FEATURES}. */
export type ModuleFeature = (typeof FEATURES)[number];

const ICON_EXTENSIONS = ['.svg', '.svgz', '.png'];
/** Syntalos shows 80 characters of a description in its list, the rest beside it. */
const MAX_TEXT_LENGTH = 2_000;

/** What a user says on the command line; it goes before what the package says. */
export type GivenDetails = Omit<ModuleField, 'module'>;

/** A module as it is installed. */
export interface ModuleDetails {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly categories: readonly string[];
  /** Undefined where the program has to be asked. */
  readonly features: readonly ModuleFeature[] | undefined;
  /** The icon's file; undefined for that of this package. */
  readonly icon: string | undefined;
}

/**
 * Puts together what is known of a module.
 *
 * @throws `ERR_SYNTALOS_INVALID_ARGUMENT` naming what is wrong
 */
export function moduleDetails(
  source: ModuleSource,
  given: GivenDetails,
  workingFolder: string,
): ModuleDetails {
  const { field } = source;
  const id = checkModuleId(given.id ?? field.id ?? moduleIdFrom(source.givenName));
  const name = checkText('name', given.name ?? field.name ?? titleOf(id));
  const description =
    given.description ?? field.description ?? source.packageDescription ?? `Module ${name}, in TypeScript`;
  const features = given.features ?? field.features;
  return {
    id,
    name,
    description: checkText('description', description),
    categories: checkAll('category', given.categories ?? field.categories ?? [], CATEGORIES),
    features: features === undefined ? undefined : checkAll('feature', features, FEATURES),
    icon:
      given.icon !== undefined
        ? checkIcon(resolve(workingFolder, given.icon))
        : field.icon === undefined
          ? undefined
          : checkIcon(resolve(source.folder, field.icon)),
  };
}

/** The file that Syntalos reads. */
export function moduleToml(
  details: ModuleDetails,
  files: { readonly binary: string; readonly icon: string; readonly features: readonly ModuleFeature[] },
): string {
  const { name, description, categories } = details;
  return `${stringify({
    syntalos_module: {
      type: 'executable',
      name,
      description,
      binary: files.binary,
      icon: files.icon,
      ...(categories.length === 0 ? {} : { categories: [...categories] }),
      ...(files.features.length === 0 ? {} : { features: [...files.features] }),
    },
  }).trimEnd()}\n`;
}

/** `eye-tracker` as a title: `Eye tracker`. */
function titleOf(id: string): string {
  const words = id.replaceAll(/[-_.]+/g, ' ').trim();
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}

function checkText(what: string, text: string): string {
  const trimmed = text.trim();
  if (trimmed === '') throw invalid(`Cannot use an empty ${what}: Syntalos needs one; give it by --${what}`);
  if (trimmed.length > MAX_TEXT_LENGTH) {
    throw invalid(`Cannot use a ${what} of ${trimmed.length} characters: at most ${MAX_TEXT_LENGTH}`);
  }
  return trimmed;
}

function checkAll<T extends string>(what: string, values: readonly string[], known: readonly T[]): T[] {
  for (const value of values) {
    if (!(known as readonly string[]).includes(value)) {
      throw invalid(`Cannot use ${what} "${value}": Syntalos knows ${known.join(', ')}`);
    }
  }
  return [...new Set(values)] as T[];
}

function checkIcon(path: string): string {
  if (!ICON_EXTENSIONS.includes(extname(path))) {
    throw invalid(`Cannot use icon "${path}": expected a file with one of ${ICON_EXTENSIONS.join(', ')}`);
  }
  if (!existsSync(path)) throw invalid(`Cannot use icon "${path}": there is no such file`);
  return path;
}

function invalid(message: string): SyntalosError {
  return new SyntalosError('ERR_SYNTALOS_INVALID_ARGUMENT', message);
}
