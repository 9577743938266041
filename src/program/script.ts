/**
 * Scripts: programs that export what is to be done in a run, and get their ports from the project.
 *
 * @module
 */
import { join } from 'node:path';
import type { ScriptSpec } from '../actors/index.ts';
import type { CurrentLink, SyntalosLink } from '../api/index.ts';
import { SyntalosError, describeValue, toErrorRecord } from '../errors.ts';
import { importProgram, prepareProgram, type ProgramHandle } from '../script/index.ts';

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

/** Whether a program exports any of a script's functions. */
export function isScript(exported: Record<string, unknown>): boolean {
  return SCRIPT_FUNCTIONS.some((name) => name in exported);
}

/**
 * Serves runs by a script's functions until the host shuts the module down; meanwhile the master may replace the
 * script between runs.
 *
 * @throws ERR_SYNTALOS_MODULE_LOAD - when an export of one of the names is no function
 */
export async function serveScript(current: CurrentLink, exported: Record<string, unknown>): Promise<void> {
  useScript(current, exported);
  const scripts = takeScripts(current);
  try {
    await current.link.awaitDataForever();
  } finally {
    await scripts.close();
  }
}

/**
 * Lets the master replace the module's program between runs.
 *
 * @returns what removes the files of the last one
 */
function takeScripts(current: CurrentLink): { close(): Promise<void> } {
  const { runtime } = current;
  let handle: ProgramHandle | undefined;
  runtime.onLoadScript(async (spec: ScriptSpec) => {
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
  });
  return {
    close: async () => {
      runtime.onLoadScript(undefined);
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
