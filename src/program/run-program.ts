/**
 * Running the program of a module to its end, whether it looks after itself or is a script.
 *
 * A program that calls `initLink()` looks after itself. A script does not: one to whose module the
 * project gives ports, or that exports any of `prepare`, `start`, `run` and `stop` and never asked for
 * a link. `prepare(link)` refuses the run by `false`; `run(link)` goes on while items are delivered,
 * and is over when the run stops.
 *
 * @module
 */
import { findCurrentLink, wasLinked, type CurrentLink } from '../api/index.ts';
import { importProgram, type PreparedProgram } from '../script/index.ts';
import type { HostedModule, HostedPorts } from './hosted-module.ts';
import { connectModule, initLink } from './init-link.ts';
import { isScript, serveScript } from './script.ts';

/** Runs the program of a module in the thread that its host made for it. */
export async function runProgram(program: PreparedProgram, hosted: HostedModule): Promise<void> {
  const { ports } = hosted;
  const early = ports === undefined ? undefined : await connectScript(hosted, ports);
  const exported = await importProgram(program);
  await serveIfScript(exported, { early, connect: () => connectModule(hosted) });
}

/**
 * Runs a program in a process of its own that Syntalos started.
 *
 * What goes wrong before the program has a link, such as a file that cannot be read, is reported to Syntalos,
 * too, which otherwise would only see a process that never answers.
 *
 * @param prepare - makes the program ready; its failure is one of the program
 */
export async function runProcessProgram(prepare: () => Promise<PreparedProgram>): Promise<void> {
  let exported: Record<string, unknown>;
  try {
    exported = await importProgram(await prepare());
  } catch (error) {
    // When there is a link, or could be one, an error that nobody catches is reported over it.
    if (!wasLinked()) await initLink().catch(() => undefined);
    throw error;
  }
  const connect = async (): Promise<CurrentLink | undefined> => {
    await initLink();
    return findCurrentLink();
  };
  await serveIfScript(exported, { early: undefined, connect });
}

/** The link of a script. */
interface ScriptLink {
  /** Made before the script was loaded, as the project gives it ports. */
  readonly early: CurrentLink | undefined;
  readonly connect: () => Promise<CurrentLink | undefined>;
}

/** Serves the runs of a program that turns out to be a script. */
async function serveIfScript(
  exported: Record<string, unknown>,
  { early, connect }: ScriptLink,
): Promise<void> {
  if (early === undefined && (wasLinked() || !isScript(exported))) return;
  const current = early ?? (await connect());
  // A program with ports of the project may have served its runs itself, to the end.
  if (current === undefined || findCurrentLink() !== current) return;
  await serveScript(current, exported);
}

/** Connects a module whose ports are given, before its program looks for them. */
async function connectScript(hosted: HostedModule, ports: HostedPorts): Promise<CurrentLink> {
  const current = await connectModule(hosted, { isClaimed: false });
  const { link } = current;
  for (const { id, title, dataType } of ports.inputs) await link.registerInputPort(id, title, dataType);
  for (const { id, title, dataType } of ports.outputs) await link.registerOutputPort(id, title, dataType);
  return current;
}
