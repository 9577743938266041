/**
 * The command `machines`: who is there to run modules.
 *
 * @module
 */
import { resolve } from 'node:path';
import { formatBytes, formatTable, formatUsec } from '../../host/index.ts';
import { listAgents, type FoundAgent } from '../../host/machines/index.ts';
import { connectBus } from '../../ipc/nats/index.ts';
import { EXIT_CODES, type ExitCode } from '../exit-codes.ts';
import type { CliWorld } from '../world.ts';

/** Options of `machines`. */
export interface MachinesCommandOptions {
  readonly servers: readonly string[];
  readonly credentials: string | undefined;
  /** Write the list to stdout as JSON. */
  readonly json: boolean;
}

/**
 * `syntalos-mlink machines`: lists agents with what they have, their clock's offset and the round trip to them.
 *
 * @returns `failed` if there is none
 * @throws `ERR_SYNTALOS_MACHINE` - when no server lets it in
 */
export async function machinesCommand(options: MachinesCommandOptions, world: CliWorld): Promise<ExitCode> {
  const { servers, credentials, json } = options;
  const bus = await connectBus({
    servers,
    credentials: credentials === undefined ? undefined : resolve(world.workingFolder, credentials),
    name: 'syntalos-mlink machines',
  });
  try {
    const agents = await listAgents(bus);
    if (json) world.stdout.write(`${JSON.stringify(agents)}\n`);
    else if (agents.length > 0) world.stdout.write(`${tableOf(agents)}\n`);
    else {
      world.stderr.write(
        `There is no agent on ${servers.join(', ')}; start one on each machine: syntalos-mlink agent --name … --servers ${servers.join(',')}\n`,
      );
    }
    return agents.length > 0 ? EXIT_CODES.ok : EXIT_CODES.failed;
  } finally {
    await bus.close();
  }
}

function tableOf(agents: readonly FoundAgent[]): string {
  const columns = [
    { title: 'machine', align: 'left' as const },
    { title: 'host', align: 'left' as const },
    { title: 'version', align: 'left' as const },
    { title: 'cores', align: 'right' as const },
    { title: 'memory', align: 'right' as const },
    { title: 'clock offset', align: 'right' as const },
    { title: 'round trip', align: 'right' as const },
    { title: 'does', align: 'left' as const },
    { title: 'cameras', align: 'left' as const },
  ];
  const rows = agents.map(({ facts, offsetUsec, roundTripUsec }) => [
    facts.name,
    `${facts.hostName} (${facts.system})`,
    `${facts.version}, Node ${facts.nodeVersion}`,
    String(facts.cores),
    formatBytes(facts.memoryBytes),
    signed(offsetUsec),
    formatUsec(roundTripUsec),
    facts.runUuid === undefined ? 'waits' : `run ${facts.runUuid}`,
    facts.cameras.join(', '),
  ]);
  return formatTable(columns, rows).join('\n');
}

/** Clocks of other machines began when those were started: hours apart. */
function signed(usec: number): string {
  return `${usec < 0 ? '−' : '+'}${formatUsec(Math.abs(usec))}`;
}
