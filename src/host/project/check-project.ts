/**
 * From the raw tables of a project to a checked one.
 *
 * @module
 */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeValue, messageOf } from '../../errors.ts';
import { BUILT_IN_MODULES } from './built-in-modules.ts';
import { checkMachine, checkNetwork } from './check-network.ts';
import { checkPorts } from './check-ports.ts';
import { checkRun } from './check-run.ts';
import { findModuleManifest, readModuleManifest, userModulesFolder } from './module-manifest.ts';
import { describeTomlValue, isTable, type Problems } from './problems.ts';
import {
  CONNECTION_KEYS,
  MAX_CPU,
  MODULE_ID,
  MODULE_KEYS,
  NICENESS,
  PORT_REF,
  PROGRAM_PATH,
  ROOT_KEYS,
} from './project-keys.ts';
import {
  ACTOR_PLACEMENTS,
  formatPortRef,
  type ActorPlacement,
  type ModuleProgram,
  type PortRef,
  type ProjectConnection,
  type ProjectModule,
  type ProjectNetwork,
  type ProjectRunOptions,
} from './project.ts';
import type { SettingValue, SettingValues } from '../../settings/index.ts';
import { didYouMean, listNames } from '../../settings/index.ts';
import type { TomlPath, TomlTable, TomlValue } from './toml-document.ts';

const PROGRAM_FILE = /\.(ts|mts|js|mjs)$/;

/** What the checks need to know beside the tables. */
export interface CheckContext {
  /** Folder that relative paths of the project start at. */
  readonly folder: string;
  /** Folder that relative paths in this value of this project start at, if it is another one. */
  readonly folderOf: (path: TomlPath) => string | undefined;
}

/** What a project consists of, apart from the place it was read from. */
export interface ProjectBody {
  readonly run: ProjectRunOptions;
  readonly modules: readonly ProjectModule[];
  readonly connections: readonly ProjectConnection[];
  readonly network?: ProjectNetwork;
}

/** Checks everything and notes what is wrong; the result only means something if nothing is. */
export function checkProject(root: TomlTable, problems: Problems, context: CheckContext): ProjectBody {
  problems.unknownKeys(root, [], Object.keys(ROOT_KEYS));
  const run = checkRun(problems.table(root, [], 'run') ?? {}, problems);
  const modules = checkModules(root, problems, context);
  if (root['modules'] === undefined || (Array.isArray(root['modules']) && root['modules'].length === 0)) {
    problems.addLine('the project has no module, add one: [[modules]] with id and use');
  }
  const connections = checkConnections(root, modules, problems);
  return {
    run,
    modules,
    connections,
    ...checkNetwork(root, problems, (at) => context.folderOf(at) ?? context.folder),
  };
}

function checkModules(root: TomlTable, problems: Problems, context: CheckContext): ProjectModule[] {
  const modules: ProjectModule[] = [];
  const pathOfId = new Map<string, TomlPath>();
  for (const { table, path } of problems.tables(root, 'modules')) {
    problems.unknownKeys(table, path, Object.keys(MODULE_KEYS));
    const id = checkId(table, path, problems);
    if (id !== undefined) {
      const first = pathOfId.get(id);
      if (first === undefined) pathOfId.set(id, path);
      else {
        problems.add(
          [...path, 'id'],
          `"${id}" is the id of another module already (${problems.whereIs([...first, 'id'])})`,
        );
      }
    }
    const use = problems.neededText(table, path, 'use') ?? '';
    const program = use === '' ? undefined : programOf(use, [...path, 'use'], problems, context.folder);
    const settings = checkSettings(
      problems.table(table, path, 'settings') ?? {},
      [...path, 'settings'],
      problems,
    );
    const niceness = problems.integer(table, path, 'niceness', NICENESS);
    const affinity = checkAffinity(table, path, problems);
    const ports = checkPorts(table, path, problems);
    if (ports !== undefined && program !== undefined && program.kind !== 'file') {
      problems.add([...path, 'ports'], `only a script of its own takes ports, "${use}" has its own`);
    }
    modules.push({
      id: id ?? '',
      name: problems.text(table, path, 'name') ?? id ?? '',
      use,
      program: program ?? { kind: 'built-in', name: use },
      settings,
      settingFolders: Object.fromEntries(
        Object.keys(settings).map((key) => [
          key,
          context.folderOf([...path, 'settings', key]) ?? context.folder,
        ]),
      ),
      ...(ports === undefined ? {} : { ports }),
      ...(niceness === undefined ? {} : { niceness }),
      ...(affinity === undefined ? {} : { affinity }),
      ...checkMachine(table, path, problems, { hasNetwork: root['network'] !== undefined, program }),
      ...checkPlacement(table, path, problems),
    });
  }
  return modules;
}

function checkId(table: TomlTable, path: TomlPath, problems: Problems): string | undefined {
  const id = problems.neededText(table, path, 'id');
  if (id === undefined) return undefined;
  if (id === 'run') {
    problems.add([...path, 'id'], '"run" is reserved for "--set run.…"');
    return undefined;
  }
  if (MODULE_ID.test(id)) return id;
  problems.add(
    [...path, 'id'],
    `is ${describeTomlValue(id)}, must be 1 to 64 of: letters, digits, "_" and "-"`,
  );
  return undefined;
}

function programOf(
  use: string,
  path: TomlPath,
  problems: Problems,
  folder: string,
): ModuleProgram | undefined {
  if (use.startsWith('process:')) {
    return processProgram(use.slice('process:'.length), path, problems, folder);
  }
  if (PROGRAM_PATH.test(use)) return fileProgram(use, path, problems, folder);
  if (BUILT_IN_MODULES.includes(use)) return { kind: 'built-in', name: use };
  const remedy =
    PROGRAM_FILE.test(use) || use.includes('/')
      ? `, for a file beside the project write "./${use}"`
      : didYouMean(use, BUILT_IN_MODULES) || `, known are ${listNames(BUILT_IN_MODULES)}`;
  problems.add(path, `there is no built-in module "${use}"${remedy}`);
  return undefined;
}

function fileProgram(
  use: string,
  path: TomlPath,
  problems: Problems,
  folder: string,
): ModuleProgram | undefined {
  let file: string;
  try {
    file = use.startsWith('file:') ? fileURLToPath(use) : resolve(folder, use);
  } catch (error) {
    problems.add(path, `"${use}" is not the URL of a file: ${messageOf(error)}`);
    return undefined;
  }
  if (!PROGRAM_FILE.test(file)) problems.add(path, `"${use}" must be a .ts, .mts, .js or .mjs file`);
  else if (lookAt(file) !== 'file') problems.add(path, `there is no file "${file}"`);
  else return { kind: 'file', path: file };
  return undefined;
}

function processProgram(
  name: string,
  path: TomlPath,
  problems: Problems,
  folder: string,
): ModuleProgram | undefined {
  const manifest = findModuleManifest(name, folder);
  if (manifest === undefined) {
    problems.add(
      path,
      `there is no module "${name}"; "process:" takes a module.toml or its folder, relative to the project, or the name of a module in "${userModulesFolder()}"`,
    );
    return undefined;
  }
  try {
    return { kind: 'process', path: manifest, binary: readModuleManifest(manifest).binary };
  } catch (error) {
    problems.add(path, messageOf(error));
    return undefined;
  }
}

function lookAt(path: string): 'file' | 'folder' | 'nothing' {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'file';
  } catch {
    // Whatever keeps us from looking (a missing folder, no permission) hides the file from a run too.
    return 'nothing';
  }
}

function checkAffinity(table: TomlTable, path: TomlPath, problems: Problems): number[] | undefined {
  const given = table['affinity'];
  if (given === undefined) return undefined;
  const cpus = Array.isArray(given) ? given : [];
  if (cpus.length > 0 && cpus.every(isCpu)) return [...new Set(cpus)];
  problems.add(
    [...path, 'affinity'],
    `is ${describeTomlValue(given)}, must be a list of CPU numbers from 0 to ${MAX_CPU}, such as [0, 1]`,
  );
  return undefined;
}

function isCpu(value: TomlValue): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_CPU;
}

function checkPlacement(
  table: TomlTable,
  path: TomlPath,
  problems: Problems,
): { readonly placement?: ActorPlacement } {
  const given = problems.text(table, path, 'placement');
  const placement = ACTOR_PLACEMENTS.find((known) => known === given);
  if (given !== undefined && placement === undefined) {
    problems.add([...path, 'placement'], `is "${given}", must be one of ${listNames(ACTOR_PLACEMENTS)}`);
  }
  return placement === undefined ? {} : { placement };
}

/** Dates would arrive in a module as objects of another kind than it asked for: no setting is one. */
function checkSettings(table: TomlTable, path: TomlPath, problems: Problems): SettingValues {
  const settings: Record<string, SettingValue> = {};
  for (const [key, value] of Object.entries(table)) {
    settings[key] = checkSettingValue(value, [...path, key], problems);
  }
  return settings;
}

function checkSettingValue(value: TomlValue, path: TomlPath, problems: Problems): SettingValue {
  if (value instanceof Date) {
    problems.add(path, 'is a date, must be text: put it in quotes');
    return '';
  }
  if (Array.isArray(value)) return value.map((item, i) => checkSettingValue(item, [...path, i], problems));
  if (isTable(value)) return checkSettings(value, path, problems);
  if (['string', 'number', 'boolean'].includes(typeof value)) return value;
  problems.add(path, `is ${describeValue(value)}, must be text, a number, true, false, a list or a table`);
  return '';
}

function checkConnections(
  root: TomlTable,
  modules: readonly ProjectModule[],
  problems: Problems,
): ProjectConnection[] {
  const ids = modules.map((module) => module.id).filter((id) => id !== '');
  const connections: ProjectConnection[] = [];
  const writerOf = new Map<string, { from: string; path: TomlPath }>();
  for (const { table, path } of problems.tables(root, 'connections')) {
    problems.unknownKeys(table, path, Object.keys(CONNECTION_KEYS));
    const from = checkPortRef(table, path, 'from', ids, problems);
    const to = checkPortRef(table, path, 'to', ids, problems);
    if (from === undefined || to === undefined) continue;
    const input = formatPortRef(to);
    const first = writerOf.get(input);
    if (first === undefined) {
      writerOf.set(input, { from: formatPortRef(from), path: [...path, 'to'] });
      connections.push({ from, to });
      continue;
    }
    problems.add(
      [...path, 'to'],
      `input "${input}" gets its items from "${first.from}" already (${problems.whereIs(first.path)}), an input takes one connection`,
    );
  }
  return connections;
}

function checkPortRef(
  table: TomlTable,
  path: TomlPath,
  key: 'from' | 'to',
  ids: readonly string[],
  problems: Problems,
): PortRef | undefined {
  const text = problems.neededText(table, path, key);
  if (text === undefined) return undefined;
  const match = PORT_REF.exec(text);
  if (match === null) {
    problems.add(
      [...path, key],
      `is ${describeTomlValue(text)}, must be <module>:<port>, such as "cam:frames"`,
    );
    return undefined;
  }
  const [, module = '', port = ''] = match;
  if (ids.includes(module)) return { module, port };
  problems.add(
    [...path, key],
    `there is no module "${module}"${didYouMean(module, ids) || `, the project has ${listNames(ids)}`}`,
  );
  return undefined;
}
