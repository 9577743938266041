/**
 * The command `modules`: what the built-in modules are, and their settings.
 *
 * @module
 */
import { SyntalosError } from '../errors.ts';
import { MODULE_DESCRIPTIONS, defaultText, type ModuleDescription } from '../host/describe/index.ts';
import { formatTable, type TextColumn } from '../host/report/index.ts';
import { didYouMean, listNames } from '../settings/index.ts';
import { dataTypeName } from '../types/index.ts';
import type { CliWorld } from './world.ts';

/** Options of `modules`. */
export interface ModulesCommandOptions {
  /** The module to describe; all in short if left out. */
  readonly name?: string;
  /** The descriptions go to stdout as JSON. */
  readonly json: boolean;
}

/**
 * `syntalos-mlink modules`: lists the built-in modules, or ports and settings of one.
 *
 * @throws SyntalosError `ERR_SYNTALOS_INVALID_ARGUMENT` for a name that none has
 */
export function modulesCommand({ name, json }: ModulesCommandOptions, world: CliWorld): void {
  const chosen = name === undefined ? MODULE_DESCRIPTIONS : [moduleOf(name)];
  if (json) {
    const all = chosen.map(asJson);
    world.stdout.write(`${JSON.stringify(name === undefined ? all : all[0], undefined, 2)}\n`);
    return;
  }
  const [first] = chosen;
  const lines = name === undefined || first === undefined ? listOf(chosen) : detailsOf(first);
  world.stdout.write(`${lines.join('\n')}\n`);
}

function moduleOf(name: string): ModuleDescription {
  const found = MODULE_DESCRIPTIONS.find((module) => module.name === name);
  if (found !== undefined) return found;
  const known = MODULE_DESCRIPTIONS.map((module) => module.name);
  throw new SyntalosError(
    'ERR_SYNTALOS_INVALID_ARGUMENT',
    `Cannot describe module "${name}": there is no built-in module of this name${didYouMean(name, known) || `, known are ${listNames(known)}`}`,
  );
}

function listOf(modules: readonly ModuleDescription[]): string[] {
  return [
    ...formatTable(
      columns('Module', 'What it does'),
      modules.map(({ name, about }) => [name, about]),
    ),
    '',
    'syntalos-mlink modules <name> shows ports and settings',
  ];
}

function detailsOf({ name, about, ports, furtherPorts, settings }: ModuleDescription): string[] {
  const portRows = ports.map(({ direction, id, types, about: what }) => [
    `${direction} ${id}`,
    types.length > 4 ? 'any' : types.map(dataTypeName).join(', '),
    plain(what),
  ]);
  const settingRows = Object.entries(settings).map(([key, setting]) => [
    key,
    defaultText(setting),
    setting.allows,
    plain(setting.about ?? ''),
  ]);
  return [
    `${name}: ${plain(about)}`,
    '',
    ...(portRows.length === 0 ? [] : formatTable(columns('Port', 'Type', 'What'), portRows)),
    ...(furtherPorts === undefined ? [] : [plain(furtherPorts)]),
    '',
    ...formatTable(columns('Setting', 'Default', 'Allowed', 'What'), settingRows),
  ];
}

function columns(...titles: readonly string[]): TextColumn[] {
  return titles.map((title) => ({ title, align: 'left' }));
}

/** Without the marks of code, which only guides show. */
function plain(text: string): string {
  return text.replaceAll('`', '');
}

function asJson({ settings, ports, ...module }: ModuleDescription): object {
  return {
    ...module,
    ports: ports.map((port) => ({ ...port, types: port.types.map(dataTypeName) })),
    // A setting's reader is a function, which JSON leaves out.
    settings,
  };
}
