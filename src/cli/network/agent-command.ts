/**
 * The command `agent`: this machine takes part in runs of others.
 *
 * @module
 */
import { resolve } from 'node:path';
import { SyntalosError } from '../../errors.ts';
import { startAgent } from '../../host/agent/index.ts';
import { MACHINE_NAME } from '../../host/project/index.ts';
import { connectBus } from '../../ipc/nats/index.ts';
import { EXIT_CODES, type ExitCode } from '../exit-codes.ts';
import type { CliWorld } from '../world.ts';

/** Options of `agent`. */
export interface AgentCommandOptions {
  readonly name: string;
  readonly servers: readonly string[];
  readonly credentials: string | undefined;
  /** Folder that programs run in. */
  readonly folder: string;
  readonly out: string;
  readonly insecure: boolean;
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * `syntalos-mlink agent`: waits for hosts and runs what they send, until a signal ends it.
 *
 * @throws `ERR_SYNTALOS_INVALID_ARGUMENT` - for a name or an address that cannot be, or a server of other
 *   machines without credentials; `ERR_SYNTALOS_MACHINE` - when no server lets it in, or has one of this name
 */
export async function agentCommand(options: AgentCommandOptions, world: CliWorld): Promise<ExitCode> {
  const { name, servers, credentials, folder, out } = options;
  check(options);
  const place = (path: string): string => resolve(world.workingFolder, path);
  const connect = {
    servers,
    credentials: credentials === undefined ? undefined : place(credentials),
    name: `agent ${name}`,
  };
  const bus = await connectBus(connect);
  const say = (text: string): void => void world.stderr.write(`${new Date().toISOString()}  ${text}\n`);
  try {
    const agent = await startAgent({
      bus,
      connect,
      name,
      folder: place(folder),
      outFolder: place(out),
      onLog: say,
    });
    say(
      `agent "${name}" waits for hosts on ${servers.join(', ')} (nats-server ${bus.server.version}); Ctrl-C ends it`,
    );
    await untilSignal(world);
    await agent.close();
    return EXIT_CODES.ok;
  } finally {
    await bus.close();
  }
}

function check({ name, servers, credentials, insecure }: AgentCommandOptions): void {
  if (!MACHINE_NAME.test(name)) {
    throw new SyntalosError(
      'ERR_SYNTALOS_INVALID_ARGUMENT',
      `Cannot use "--name ${name}": it must be 1 to 64 of: letters, digits, "_" and "-"`,
    );
  }
  for (const server of servers) {
    const host = hostOf(server);
    if (host === undefined) {
      throw new SyntalosError(
        'ERR_SYNTALOS_INVALID_ARGUMENT',
        `Cannot use "--servers ${server}": it must be an address such as nats://10.0.0.1:4222`,
      );
    }
    if (credentials === undefined && !insecure && !LOOPBACK.test(host)) {
      throw new SyntalosError(
        'ERR_SYNTALOS_INVALID_ARGUMENT',
        `Cannot use "--servers ${server}" without credentials: whoever reaches that server could run programs here; give --creds, or --insecure if the network is yours alone`,
      );
    }
  }
}

function hostOf(server: string): string | undefined {
  const url = server.includes('://') ? server : `nats://${server}`;
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}

function untilSignal({ signals }: CliWorld): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) signals.on(signal, () => resolve());
  });
}
