/**
 * Runs of projects whose modules are processes, for tests.
 *
 * @module
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';
import { EdlCollection } from 'syntalos-mlink/edl';
import {
  createProject,
  type LogLine,
  type Project,
  type RunOptions,
  type RunReport,
} from 'syntalos-mlink/host';
import { startProject, type ProjectRun, type ProjectDescription } from 'syntalos-mlink/host';
import { PEER, type PeerLine } from '../../../support/peer-program.ts';
import { processModule, projectFolder, type Cleaned } from '../../../support/process-modules.ts';

/** A program of ours: a fixture of this folder, or of the engine's tests. */
export function program(name: string): string {
  const folder = ['counter', 'checker', 'faulty', 'block-source', 'block-sink'].includes(name)
    ? '../engine/fixtures'
    : './fixtures';
  return fileURLToPath(new URL(`${folder}/${name}.js`, import.meta.url));
}

/** How a module of a test runs. */
export type TestModule =
  | {
      readonly kind: 'process' | 'embedded';
      readonly program: string;
      /** Arguments of a process. */
      readonly args?: readonly string[];
      readonly settings?: Readonly<Record<string, string | number>>;
      /** The one that it runs on, if that is not the host. */
      readonly machine?: string;
    }
  /** The independent peer, with its arguments. */
  | { readonly kind: 'peer'; readonly args: readonly string[] };

/** A module of ours that is a process. */
export function ours(name: string, settings: Readonly<Record<string, string | number>> = {}): TestModule {
  return { kind: 'process', program: name, settings };
}

/** A module of ours in a thread of the host. */
export function embedded(name: string, settings: Readonly<Record<string, string | number>> = {}): TestModule {
  return { kind: 'embedded', program: name, settings };
}

/** A module of ours on another machine. */
export function remote(
  machine: string,
  name: string,
  settings: Readonly<Record<string, string | number>> = {},
): TestModule {
  return { kind: 'embedded', program: name, settings, machine };
}

/** The independent peer; it logs to `<folder>/<id>.log` where it is asked to. */
export function peer(...args: readonly string[]): TestModule {
  return { kind: 'peer', args };
}

/** A project of these modules and connections, such as `source:out=sink:in`. */
export function processProject(
  folder: string,
  modules: Readonly<Record<string, TestModule>>,
  connections: readonly string[],
  more: ProjectDescription['modules'] = [],
  network?: ProjectDescription['network'],
): Project {
  return createProject(
    {
      ...(network === undefined ? {} : { network }),
      modules: [...Object.entries(modules).map(([id, module]) => describe(folder, id, module)), ...more],
      connections: connections.map((text) => {
        const [from = '', to = ''] = text.split('=');
        return { from, to };
      }),
    },
    folder,
  );
}

function describe(folder: string, id: string, module: TestModule): ProjectDescription['modules'][number] {
  if (module.kind === 'peer') {
    return {
      id,
      use: processModule(folder, id, [PEER, 'module', '--log', join(folder, `${id}.log`), ...module.args]),
    };
  }
  const path = program(module.program);
  const use =
    module.kind === 'embedded'
      ? path
      : processModule(folder, id, [process.execPath, path, ...(module.args ?? [])]);
  const { settings = {}, machine } = module;
  return { id, use, settings, ...(machine === undefined ? {} : { machine }) };
}

/** Beside a module that fails: a process and an embedded module that do their work. */
export const BESIDE: Readonly<Record<string, TestModule>> = {
  source: embedded('counter', { pauseMsec: 2 }),
  good: ours('checker'),
};
/** Connections of {@link BESIDE} and of a module `bad`. */
export const CONNECTED: readonly string[] = ['source:out=good:in', 'source:out=bad:in'];

/**
 * Only a test about a limit may run into it: ten processes that start at once on two busy cores take longer
 * than Syntalos waits.
 */
const PATIENT = { idleMsec: 60_000, prepareMsec: 60_000, stopMsec: 60_000 };

/** A run and what it logged. */
export interface TestRun {
  readonly run: ProjectRun;
  readonly lines: readonly LogLine[];
}

/** Starts a project; recordings go to its folder. */
export async function start(project: Project, options: RunOptions = {}): Promise<TestRun> {
  const lines: LogLine[] = [];
  const run = await startProject(project, {
    outFolder: join(project.folder, 'recordings'),
    onLog: (line) => lines.push(line),
    ...options,
    limits: { ...PATIENT, ...options.limits },
  });
  return { run, lines };
}

/** Runs modules to the end of the run. */
export async function runProcesses(
  t: Cleaned,
  modules: Readonly<Record<string, TestModule>>,
  connections: readonly string[],
  options: RunOptions = {},
): Promise<{ readonly report: RunReport; readonly lines: readonly LogLine[]; readonly folder: string }> {
  const folder = projectFolder(t);
  const { run, lines } = await start(processProject(folder, modules, connections), options);
  return { report: await run.done, lines, folder };
}

/** A run that something ended leaves a recording that says so. */
export async function isIncomplete(t: Test, report: RunReport): Promise<void> {
  t.equal(report.verdict, 'INCOMPLETE');
  const recording = await EdlCollection.open(report.outFolder ?? '');
  t.equal(recording.attributes['success'], false, 'the recording says that it is not complete');
}

/** Lines of this event in the log of a peer. */
export function peerLog(folder: string, id: string, event: string): PeerLine[] {
  return readFileSync(join(folder, `${id}.log`), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as PeerLine)
    .filter((line) => line.event === event);
}
