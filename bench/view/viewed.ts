/**
 * Runs that are looked at by their live page's server, for benches.
 *
 * @module
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { RunRelay, ViewThread } from '#src/view/index';
import { createProject, startProject, type ProjectRun, type RunReport } from 'syntalos-mlink/host';
import { WebSocket } from 'ws';
import { fixture } from '../host/support.ts';

/** Who looks: `reads` takes what comes, `stalls` nothing. */
export type Looker = 'reads' | 'stalls';

/** How often it is looked whether a run has begun, in ms. */
const BEGIN_LOOK_MSEC = 5;

/** The page server of a bench. */
export async function startView(): Promise<ViewThread> {
  return ViewThread.start(
    { host: '127.0.0.1', port: 0, mayMove: false, version: '0' },
    {
      onStop: () => undefined,
      onFailure: (message) => {
        throw new Error(message);
      },
    },
  );
}

/** Opens a page that looks at an output. */
export async function openPage(address: string, output: string, looker: Looker): Promise<WebSocket> {
  const socket = new WebSocket(`${address.replace('http', 'ws')}socket`);
  await once(socket, 'open');
  socket.send(JSON.stringify({ kind: 'open', output, width: 640 }));
  if (looker === 'stalls') socket.pause();
  return socket;
}

/** Runs a source into a sink, looked at by so many pages, each with its one connection open. */
export async function runViewed(
  modules: { readonly source: string; readonly sink: string },
  durationMsec: number,
  lookers: readonly Looker[],
): Promise<RunReport> {
  const outFolder = mkdtempSync(join(tmpdir(), 'syntalos-bench-'));
  const view = await startView();
  const relay = new RunRelay(view);
  const sockets = await Promise.all(lookers.map((looker) => openPage(view.address, 'a:out', looker)));
  try {
    const project = createProject({
      modules: [
        { id: 'a', use: fixture(modules.source) },
        { id: 'b', use: fixture(modules.sink) },
      ],
      connections: [{ from: 'a:out', to: 'b:in' }],
    });
    relay.begin(project.name);
    const run = await startProject(project, { outFolder, durationMsec });
    relay.follow(run);
    await leaveCoreFree(run);
    return await run.done;
  } finally {
    relay.close();
    for (const socket of sockets) socket.terminate();
    await view.close();
    rmSync(outFolder, { recursive: true, force: true });
  }
}

/**
 * On a machine of two cores the threads of the modules get one of them, and all else the other: what pages cost is
 * asked for with a core left free for them.
 */
async function leaveCoreFree(run: ProjectRun): Promise<void> {
  if (availableParallelism() > 2) return;
  while (run.details().phase !== 'running') {
    await new Promise((resolve) => setTimeout(resolve, BEGIN_LOOK_MSEC));
  }
  const pin = (core: number, ...which: readonly string[]): void => {
    execFileSync('taskset', [...which.slice(0, -1), '-pc', String(core), which.at(-1)!], { stdio: 'ignore' });
  };
  pin(1, '-a', String(process.pid));
  for (const { threadIds } of run.details().modules) for (const id of threadIds) pin(0, String(id));
}
