/**
 * A project as a recording keeps it, to be run again: writer and reader of that file.
 *
 * @module
 */
import { SyntalosError, describeValue, messageOf } from '../../errors.ts';
import { dataTypeName } from '../../types/index.ts';
import { describeNetwork } from './check-network.ts';
import { describeLimits } from './check-run.ts';
import type { ProjectDescription } from './load-project.ts';
import { formatPortRef, type Project, type ProjectModule, type ProjectPort } from './project.ts';

/** Folder in a recording that holds how it was made. */
export const PROVENANCE_FOLDER = 'provenance';
/** File in it that {@link recordedProjectOf} makes. */
export const RECORDED_PROJECT_FILE = 'project.json';

/** A file of a module's program, as it was when it ran. */
export interface RecordedFile {
  /** Absolute path that it was run from. */
  readonly path: string;
  /** Path of its copy, relative to {@link PROVENANCE_FOLDER}. */
  readonly copy: string;
}

/** What a recording keeps of its project. */
export interface RecordedProject {
  readonly version: 1;
  readonly name: string;
  /** Absolute path of the project's file; unset for a project made in memory. */
  readonly file?: string;
  /** Folder that relative paths of the project start at. */
  readonly folder: string;
  /** The project with all settings as they were, those of `--set` among them. */
  readonly description: ProjectDescription;
  /** Folders that relative paths in settings start at, by module and setting. */
  readonly settingFolders: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Files of each module's program, by module, the entry first; only of modules that are files. */
  readonly files: Readonly<Record<string, readonly RecordedFile[]>>;
}

/** @param files - see {@link RecordedProject.files} */
export function recordedProjectOf(project: Project, files: RecordedProject['files']): RecordedProject {
  const { run, modules, connections, network } = project;
  return {
    version: 1,
    name: project.name,
    ...(project.file === undefined ? {} : { file: project.file }),
    folder: project.folder,
    description: {
      name: project.name,
      run: {
        ...(run.durationMsec === undefined ? {} : { duration: `${run.durationMsec}ms` }),
        out: run.out,
        subject: run.subject,
        experiment: run.experiment,
        ...(run.latePercent === undefined ? {} : { late_percent: run.latePercent }),
        ...(run.limits === undefined ? {} : { limits: describeLimits(run.limits) }),
      },
      modules: modules.map(describeModule),
      connections: connections.map(({ from, to }) => ({ from: formatPortRef(from), to: formatPortRef(to) })),
      ...(network === undefined ? {} : { network: describeNetwork(network) }),
    },
    settingFolders: Object.fromEntries(modules.map(({ id, settingFolders }) => [id, settingFolders])),
    files,
  };
}

function describeModule(module: ProjectModule): ProjectDescription['modules'][number] {
  const { id, name, use, program, settings, ports, niceness, affinity, machine, placement } = module;
  return {
    id,
    name,
    use:
      program.kind === 'file' ? program.path : program.kind === 'process' ? `process:${program.path}` : use,
    settings,
    ...(ports === undefined
      ? {}
      : { ports: { inputs: ports.inputs.map(describePort), outputs: ports.outputs.map(describePort) } }),
    ...(niceness === undefined ? {} : { niceness }),
    ...(affinity === undefined ? {} : { affinity }),
    ...(machine === undefined ? {} : { machine }),
    ...(placement === undefined ? {} : { placement }),
  };
}

type PortsDescription = NonNullable<ProjectDescription['modules'][number]['ports']>;

function describePort({ id, title, dataType }: ProjectPort): NonNullable<PortsDescription['inputs']>[number] {
  // Every data type has one of the names that a project may write.
  return {
    id,
    title,
    type: dataTypeName(dataType) as NonNullable<PortsDescription['inputs']>[number]['type'],
  };
}

/**
 * Reads what {@link recordedProjectOf} made. The description itself is checked when it becomes a project.
 *
 * @param text - JSON
 * @param path - of the file, for messages
 * @throws `ERR_SYNTALOS_PROJECT` - when it is not such a file
 */
export function parseRecordedProject(text: string, path: string): RecordedProject {
  const fail = (state: string, cause?: unknown): never => {
    throw new SyntalosError('ERR_SYNTALOS_PROJECT', `Cannot read project "${path}": ${state}`, {
      ...(cause === undefined ? {} : { cause }),
      details: { path },
    });
  };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return fail(`it is not valid JSON: ${messageOf(error)}`, error);
  }
  if (!isRecord(value)) return fail(`it holds ${describeValue(value)}, expected an object`);
  if (value['version'] !== 1) return fail(`its version is ${describeValue(value['version'])}, expected 1`);
  const { name, folder, description, settingFolders, files } = value;
  if (typeof name !== 'string' || typeof folder !== 'string') return fail('it has no name or no folder');
  if (!isRecord(description)) return fail('it has no description of the project');
  if (!isRecord(settingFolders) || !Object.values(settingFolders).every(isTextRecord)) {
    return fail('its "settingFolders" are not folders by module and setting');
  }
  if (!isRecord(files) || !Object.values(files).every(areFiles)) {
    return fail('its "files" are not files by module');
  }
  // Each field was looked at above.
  return value as unknown as RecordedProject;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTextRecord(value: unknown): boolean {
  return isRecord(value) && Object.values(value).every((item) => typeof item === 'string');
}

function areFiles(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.every(
      (file) => isRecord(file) && typeof file['path'] === 'string' && typeof file['copy'] === 'string',
    )
  );
}
