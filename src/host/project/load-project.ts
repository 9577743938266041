/**
 * Reads a project file, or takes a project that a program describes.
 *
 * @module
 */
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { SyntalosError, isSyntalosError, messageOf } from '../../errors.ts';
import type { DataTypeName } from '../../types/index.ts';
import { checkProject } from './check-project.ts';
import type { NetworkDescription } from './check-network.ts';
import type { RunLimitsDescription } from './check-run.ts';
import { applyOverrides, type AppliedOverride, type ProjectOverride } from './overrides.ts';
import { Problems } from './problems.ts';
import type { Project } from './project.ts';
import { recordedPrograms } from './recorded-programs.ts';
import { PROVENANCE_FOLDER, RECORDED_PROJECT_FILE, parseRecordedProject } from './recorded-project.ts';
import {
  TomlDocument,
  TomlSyntaxError,
  formatTomlPath,
  type TomlPath,
  type TomlTable,
} from './toml-document.ts';

/** How to read a project. */
export interface LoadProjectOptions {
  /** Values to put over the file's, in their order; relative paths in them start at {@link workingFolder}. */
  readonly overrides?: readonly ProjectOverride[];
  /** Gets what is to be known of a recorded project, such as a program that has changed since. */
  readonly onWarning?: (text: string) => void;
  /** Folder that commands run in; the process's own by default. */
  readonly workingFolder?: string;
}

/**
 * Reads and checks a project file.
 *
 * @param path - the file, the folder of a `project.toml`, or a recording: its project as it was run
 * @throws `ERR_SYNTALOS_PROJECT` - when it cannot be read or anything in it is wrong:
 *   one line for each problem, with file, line and key
 */
export async function loadProject(path: string, options: LoadProjectOptions = {}): Promise<Project> {
  let file = resolve(options.workingFolder ?? process.cwd(), path);
  let text: string;
  try {
    if ((await stat(file)).isDirectory()) {
      const recorded = join(file, PROVENANCE_FOLDER, RECORDED_PROJECT_FILE);
      file = join(file, 'project.toml');
      if (!existsSync(file) && existsSync(recorded)) return await loadRecordedProject(recorded, options);
    }
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (isSyntalosError(error)) throw error;
    throw new SyntalosError('ERR_SYNTALOS_PROJECT', `Cannot read project "${path}": ${messageOf(error)}`, {
      cause: error,
      details: { path: file },
    });
  }
  return parseProject(text, file, options);
}

/**
 * Checks the text of a project file.
 *
 * @param text - TOML
 * @param file - path of the file: relative paths in the text start at its folder
 * @throws `ERR_SYNTALOS_PROJECT` - see {@link loadProject}
 */
export function parseProject(text: string, file: string, options: LoadProjectOptions = {}): Project {
  const workingFolder = options.workingFolder ?? process.cwd();
  const path = resolve(workingFolder, file);
  const shown = shortestPath(path, workingFolder);
  const document = parseToml(text, shown);

  let applied: readonly AppliedOverride[] = [];
  const problems = new Problems((at) => {
    const override = overrideAt(applied, at);
    if (override !== undefined) return `--set ${override.key}`;
    const line = document.lineOf(at);
    return line === undefined ? shown : `${shown}:${line}`;
  });
  applied = applyOverrides(document.root, options.overrides ?? [], problems);
  const folder = dirname(path);
  const body = checkProject(document.root, problems, {
    folder,
    folderOf: (at) => (overrideAt(applied, at) === undefined ? undefined : workingFolder),
  });
  problems.throwIfAny(`project "${shown}"`);
  const project: Project = { name: projectName(path), file: path, folder, ...body };
  places.set(project, (at) => problems.whereIs(at));
  return project;
}

/** Where the values of projects come from; only of those that were read from a file. */
const places = new WeakMap<Project, (path: TomlPath) => string>();

/**
 * Where a value of a project comes from, as `project.toml:12` or `--set cam.width`.
 *
 * @returns `undefined` for a project that was not read from a file
 */
export function placeIn(project: Project, path: TomlPath): string | undefined {
  return places.get(project)?.(path);
}

/** A port of a script, as a program writes it. */
export interface PortDescription {
  readonly id: string;
  readonly title?: string;
  readonly type: DataTypeName;
}

/** A project as a program writes it: the same keys as in the file, see there. */
export interface ProjectDescription {
  /** Name for people; `project` by default. */
  readonly name?: string;
  readonly run?: {
    /** A time with its unit, such as `10s`. */
    readonly duration?: string;
    readonly out?: string;
    readonly subject?: { readonly id?: string; readonly group?: string };
    readonly experiment?: string;
    /** Share of the run that a source may be held back for before the run is LATE, in percent; 1 by default. */
    readonly late_percent?: number;
    /** How long the host waits for modules, as times with their unit. */
    readonly limits?: RunLimitsDescription;
  };
  readonly modules: readonly {
    readonly id: string;
    /** As in the file, or the `file:` URL of a program. */
    readonly use: string;
    readonly name?: string;
    readonly settings?: Project['modules'][number]['settings'];
    readonly ports?: {
      readonly inputs?: readonly PortDescription[];
      readonly outputs?: readonly PortDescription[];
    };
    readonly niceness?: number;
    readonly affinity?: readonly number[];
    readonly machine?: string;
    readonly placement?: Project['modules'][number]['placement'];
  }[];
  readonly connections?: readonly { readonly from: string; readonly to: string }[];
  readonly network?: NetworkDescription;
}

/**
 * Makes a project in memory, with the same checks as for a file.
 *
 * @param description - the project
 * @param folder - where its relative paths start; the working directory by default
 * @throws `ERR_SYNTALOS_PROJECT` - with one line for each problem
 */
export function createProject(description: ProjectDescription, folder: string = process.cwd()): Project {
  const { name = 'project', ...tables } = description;
  const problems = new Problems(() => '');
  const absolute = resolve(folder);
  // The checks copy what they take, and look at each value: it need not be what its type says.
  const root = tables as unknown as TomlTable;
  const body = checkProject(root, problems, { folder: absolute, folderOf: () => undefined });
  problems.throwIfAny(`project "${name}"`);
  return { name, folder: absolute, ...body };
}

/** Reads the project that a recording keeps; see {@link loadProject}. */
async function loadRecordedProject(path: string, options: LoadProjectOptions): Promise<Project> {
  const recorded = parseRecordedProject(await readFile(path, 'utf8'), path);
  const { run, modules, connections, network } = recorded.description;
  const programs = recordedPrograms(recorded, dirname(path), options.onWarning ?? (() => undefined));
  const tables = {
    run,
    connections,
    ...(network === undefined ? {} : { network }),
    modules: modules.map((module) => ({ ...module, use: programs.get(module.id) ?? module.use })),
  };
  const workingFolder = options.workingFolder ?? process.cwd();
  let applied: readonly AppliedOverride[] = [];
  const problems = new Problems((at) => {
    const override = overrideAt(applied, at);
    return override === undefined ? path : `--set ${override.key}`;
  });
  // A copy: overrides are put into it. What it holds is checked like a file's.
  const root = structuredClone(tables) as unknown as TomlTable;
  applied = applyOverrides(root, options.overrides ?? [], problems);
  const body = checkProject(root, problems, {
    folder: recorded.folder,
    folderOf: (at) => {
      if (overrideAt(applied, at) !== undefined) return workingFolder;
      const [, index, , key] = at;
      const module = typeof index === 'number' ? modules[index] : undefined;
      return recorded.settingFolders[module?.id ?? '']?.[String(key)];
    },
  });
  problems.throwIfAny(`project "${path}"`);
  const { name, folder, file } = recorded;
  return { name, ...(file === undefined ? {} : { file }), folder, ...body };
}

function parseToml(text: string, shown: string): TomlDocument {
  try {
    return new TomlDocument(text);
  } catch (error) {
    if (!(error instanceof TomlSyntaxError)) throw error;
    throw new SyntalosError(
      'ERR_SYNTALOS_PROJECT',
      `Cannot use project "${shown}": it is not valid TOML\n${shown}:${error.line}: ${error.message}`,
      { cause: error, details: { path: shown, line: error.line } },
    );
  }
}

/** The override that set this value or the table around it. */
function overrideAt(applied: readonly AppliedOverride[], at: TomlPath): AppliedOverride | undefined {
  const name = formatTomlPath(at);
  return applied.find(({ path }) => {
    const set = formatTomlPath(path);
    return name === set || name.startsWith(`${set}.`) || name.startsWith(`${set}[`);
  });
}

function projectName(path: string): string {
  const name = basename(path).replace(/\.toml$/, '');
  return name === 'project' ? basename(dirname(path)) : name;
}

function shortestPath(path: string, from: string): string {
  const fromHere = relative(from, path);
  return fromHere === '' || fromHere.length > path.length ? path : fromHere;
}
