/**
 * Programs of modules, and among them scripts: files that export what is to be done in a run, and
 * get their ports from the project.
 *
 * @module
 */
import { join } from 'node:path';
import type { ScriptSpec } from '../actors/index.ts';
import { SyntalosError, describeValue, toErrorRecord } from '../errors.ts';
import { importProgram, prepareProgram, type PreparedProgram, type ProgramHandle } from '../script/index.ts';
import { findCurrentLink, wasLinked, type CurrentLink, type SyntalosLink } from '../api/index.ts';
import type { HostedModule, HostedPorts } from './hosted-module.ts';
import { connectModule, initLink } from './init-link.ts';

/** What a script may export; each gets the link, and may return a promise. */
const SCRIPT_FUNCTIONS = ['prepare', 'start', 'run', 'stop'] as const;

/** A script's exports, as far as they matter. */
interface Script {
  prepare?: (link: SyntalosLink) => unknown;
  start?: (link: SyntalosLink) => void | Promise<void>;
  run?: (link: SyntalosLink) => void | Promise<void>;
  stop?: (link: SyntalosLink) => void | Promise<void>;
}

/** Name of a script that came as text: its imports start in the folder that came with it. */
const SCRIPT_FILE = 'script.ts';

/**
 * Runs the program of a module in the thread that its host made for it, to its end.
 *
 * A program that calls `initLink()` looks after itself. A script does not: one to whose module the
 * project gives ports, or that exports any of `prepare`, `start`, `run` and `stop` and never asked for
 * a link. `prepare(link)` refuses the run by `false`; `run(link)` goes on while items are delivered,
 * and is over when the run stops.
 */
export async function runProgram(program: PreparedProgram, hosted: HostedModule): Promise<void> {
  const { ports } = hosted;
  const early = ports === undefined ? undefined : await connectScript(hosted, ports);
  const exported = await importProgram(program);
  const isScript = early !== undefined || (!wasLinked() && SCRIPT_FUNCTIONS.some((name) => name in exported));
  if (!isScript) return;
  const current = early ?? (await connectModule(hosted));
  // A program with ports of the project may have served its runs itself, to the end.
  if (findCurrentLink() !== current) return;
  useScript(current, exported);
  const scripts = takeScripts(current);
  try {
    await current.link.awaitDataForever();
  } finally {
    await scripts.close();
  }
}

/**
 * Runs a program in a process of its own that Syntalos started, to its end: as {@link runProgram} does, but
 * a script is connected by itself.
 *
 * What goes wrong before the program has a link, such as a file that cannot be read, is told to Syntalos,
 * too, which else would only see a process that never answers.
 *
 * @param prepare - makes the program ready; its failure is one of the program
 */
export async function runProcessProgram(prepare: () => Promise<PreparedProgram>): Promise<void> {
  let exported: Record<string, unknown>;
  try {
    exported = await importProgram(await prepare());
  } catch (error) {
    // Where there is a link, or could be one, an error that nobody catches is told over it.
    if (!wasLinked()) await initLink().catch(() => undefined);
    throw error;
  }
  if (wasLinked() || !SCRIPT_FUNCTIONS.some((name) => name in exported)) return;
  const link = await initLink();
  const current = findCurrentLink();
  if (current === undefined) return;
  useScript(current, exported);
  const scripts = takeScripts(current);
  try {
    await link.awaitDataForever();
  } finally {
    await scripts.close();
  }
}

/** Connects a module whose ports are given, before its program looks for them. */
async function connectScript(hosted: HostedModule, ports: HostedPorts): Promise<CurrentLink> {
  const current = await connectModule(hosted, { isClaimed: false });
  const { link } = current;
  for (const { id, title, dataType } of ports.inputs) await link.registerInputPort(id, title, dataType);
  for (const { id, title, dataType } of ports.outputs) await link.registerOutputPort(id, title, dataType);
  return current;
}

/**
 * Lets the master replace the module's program between runs.
 *
 * @returns what removes the files of the last one
 */
function takeScripts(current: CurrentLink): { close(): Promise<void> } {
  const { runtime } = current;
  let handle: ProgramHandle | undefined;
  runtime.loadScriptProgram = async (spec: ScriptSpec) => {
    try {
      if (runtime.isInRun) {
        throw new SyntalosError(
          'ERR_SYNTALOS_INVALID_STATE',
          `Cannot replace the script of module "${runtime.instanceId}": a run goes on; stop it first`,
        );
      }
      // Before anything of the old program is given up.
      const next = await prepareProgram(join(spec.workingDir, SCRIPT_FILE), { text: spec.script });
      await runtime.reset({ ports: spec.resetPorts });
      await handle?.close();
      handle = next;
      current.isClaimed = false;
      useScript(current, await importProgram(next.program));
      return true;
    } catch (error) {
      // The master hears why before it hears that.
      await runtime.supervisor.reportError(toErrorRecord(error));
      return false;
    }
  };
  return {
    close: async () => {
      runtime.loadScriptProgram = undefined;
      await handle?.close();
    },
  };
}

/** Makes a script's functions the callbacks of its link. */
function useScript({ link, runtime }: CurrentLink, exported: Record<string, unknown>): void {
  const { prepare, start, run, stop } = functionsOf(exported);
  if (prepare !== undefined) link.onPrepare = async () => (await prepare(link)) !== false;
  if (start !== undefined) link.onStart = () => start(link);
  if (stop !== undefined) link.onStop = () => stop(link);
  runtime.setRunFunction(run === undefined ? undefined : () => run(link));
}

function functionsOf(exported: Record<string, unknown>): Script {
  const script: Script = {};
  for (const name of SCRIPT_FUNCTIONS) {
    const value = exported[name];
    if (value === undefined) continue;
    if (typeof value !== 'function') {
      throw new SyntalosError(
        'ERR_SYNTALOS_MODULE_LOAD',
        `Cannot use the script: its export "${name}" is ${describeValue(value)}, expected a function`,
      );
    }
    script[name] = value as () => void;
  }
  return script;
}
