/** A run that is looked at by its live page's server, for benches. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { RunRelay, ViewThread } from '#src/view/index';
import { createProject, startProject, type RunReport } from 'syntalos-mlink/host';
import { WebSocket } from 'ws';
import { fixture } from '../host/support.ts';

/** Who looks: `reads` takes what comes, `stalls` nothing. */
export type Looker = 'reads' | 'stalls';

/** Runs a source into a sink, looked at by so many pages, each with its one connection open. */
export async function runViewed(
  modules: { readonly source: string; readonly sink: string },
  durationMsec: number,
  lookers: readonly Looker[],
): Promise<RunReport> {
  const outFolder = mkdtempSync(join(tmpdir(), 'syntalos-bench-'));
  const view = await ViewThread.start(
    { host: '127.0.0.1', port: 0, mayMove: false, version: '0' },
    {
      onStop: () => undefined,
      onFailure: (message) => {
        throw new Error(message);
      },
    },
  );
  const relay = new RunRelay(view);
  const sockets = await Promise.all(lookers.map((looker) => open(view.address, looker)));
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
    return await run.done;
  } finally {
    relay.close();
    for (const socket of sockets) socket.terminate();
    await view.close();
    rmSync(outFolder, { recursive: true, force: true });
  }
}

async function open(address: string, looker: Looker): Promise<WebSocket> {
  const socket = new WebSocket(`${address.replace('http', 'ws')}socket`);
  await once(socket, 'open');
  socket.send(JSON.stringify({ kind: 'open', output: 'a:out', width: 640 }));
  if (looker === 'stalls') socket.pause();
  return socket;
}
