/**
 * Two machines (network namespaces) and a NATS server between them, for as long as a bench takes.
 *
 * @module
 */
import { rmSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createProject, runProject } from 'syntalos-mlink/host';
import { startAgentProcess, type AgentProcess } from '../../support/agent-process.ts';
import { makeBadLine } from '../../support/bad-line.ts';
import { missingNamespaces, makeNetwork, type Network } from '../../support/namespaces.ts';
import { missingServer, startServer, type TestServer } from '../../support/nats-server.ts';
import type { ItemKind } from './modules/net-items.ts';

/** What was measured of one run. */
export interface NetStream {
  readonly perSecond: number;
  /** In µs, the last 400. */
  readonly latencies: readonly number[];
}

/** Two machines with an agent each. */
export interface NetRig {
  readonly network: Network;
  readonly server: TestServer;
  readonly agents: readonly AgentProcess[];
  /** For recordings. */
  readonly folder: string;
  /** From submit on one machine to onData on the other; `perSecond` 0 is as fast as it goes. */
  readonly stream: (kind: ItemKind, msec: number, perSecond?: number) => Promise<NetStream>;
}

const MODULES = new URL('./modules/', import.meta.url);

/** Between the machine "sink" and the server; but for the delay as good as the link, and never reset. */
export interface NetLine {
  readonly delayMsec: number;
  readonly jitterMsec: number;
}

/** Makes the machines, lets `work` use them, takes them away. */
export async function withMachines<T>(work: (rig: NetRig) => Promise<T>, line?: NetLine): Promise<T> {
  const missing = missingServer() || missingNamespaces();
  if (missing !== false) throw new Error(`Cannot measure between machines: ${missing}`);
  const folder = mkdtempSync(join(tmpdir(), 'sy-bench-net-'));
  const network = makeNetwork(['server', 'source', 'sink']);
  const { address, prefix } = network.machines['server']!;
  const server = await startServer({ address, prefix, port: 4222 });
  const slow =
    line === undefined
      ? undefined
      : await makeBadLine({
          ...{
            host: address,
            port: server.port,
            sliceBytes: 8_000,
            bytesPerSec: 12.5e6,
            resetMsec: Infinity,
          },
          ...line,
        });
  const urls = {
    source: server.url,
    sink: slow === undefined ? server.url : `nats://${network.address}:${slow.port}`,
  };
  const agents = await Promise.all(
    Object.entries(urls).map(([name, url]) =>
      startAgentProcess(join(folder, name), network.machines[name]!.prefix, [
        ...['--name', name, '--servers', url, '--insecure'],
      ]),
    ),
  );
  const stream = async (kind: ItemKind, msec: number, perSecond = 0): Promise<NetStream> => {
    const project = createProject({
      modules: ['source', 'sink'].map((name) => ({
        id: name,
        use: fileURLToPath(new URL(`net-${name}.js`, MODULES)),
        machine: name,
        settings: { kind, perSecond },
      })),
      connections: [{ from: 'source:out', to: 'sink:in' }],
      network: { servers: [server.url] },
    });
    const { errors, modules } = await runProject(project, { outFolder: folder, durationMsec: msec });
    if (errors[0] !== undefined) throw new Error(errors[0].error.message);
    const { figures = {} } = modules.find(({ id }) => id === 'sink') ?? {};
    return {
      perSecond: Number(figures['perSecond']?.value),
      latencies: JSON.parse(String(figures['latencies']?.value)) as number[],
    };
  };
  try {
    return await work({ network, server, agents, folder, stream });
  } finally {
    for (const agent of agents) agent.signal('SIGTERM');
    await Promise.all(agents.map(({ ended }) => ended));
    slow?.close();
    await server.kill();
    network.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
