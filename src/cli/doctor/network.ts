/**
 * What a run over several machines needs: servers that let it in, agents of the same version, sure clocks.
 *
 * @module
 */
import { messageOf } from '../../errors.ts';
import { formatBytes, formatUsec } from '../../host/index.ts';
import { AGENT_PROTOCOL_VERSION, listAgents, type FoundAgent } from '../../host/machines/index.ts';
import { connectBus, type Bus } from '../../ipc/nats/index.ts';
import { ok, problem, warning, type Finding } from './finding.ts';

/** Least version of nats-server that this was tried with. */
const LEAST_SERVER = [2, 9] as const;
/** Records travel in messages of up to this many bytes, if the server takes them: its own default is 1 MiB. */
const GOOD_PAYLOAD_BYTES = 512 * 1024;
/** Half of a round trip is what a clock may be off by, in µs. */
const GOOD_CLOCK_USEC = 1_000;

/** Looks at the servers and at the agents on them. */
export async function networkFindings(
  servers: readonly string[],
  credentials: string | undefined,
  packageVersion: string,
): Promise<Finding[]> {
  let bus: Bus;
  try {
    bus = await connectBus({ servers, credentials, name: 'syntalos-mlink doctor' });
  } catch (error) {
    return [problem('servers', messageOf(error), 'see docs/several-machines.md of the package')];
  }
  try {
    return [serverFinding(bus), payloadFinding(bus), ...agentFindings(await listAgents(bus), packageVersion)];
  } finally {
    await bus.close();
  }
}

function serverFinding({ server }: Bus): Finding {
  const [major = 0, minor = 0] = server.version.split('.').map(Number);
  const isEnough = major > LEAST_SERVER[0] || (major === LEAST_SERVER[0] && minor >= LEAST_SERVER[1]);
  const state = `nats-server ${server.version} ("${server.name}")`;
  return isEnough
    ? ok('servers', state)
    : warning(
        'servers',
        `${state}; this package was tried with ${LEAST_SERVER.join('.')} and newer`,
        'update it',
      );
}

function payloadFinding({ server }: Bus): Finding {
  const state = `messages of up to ${formatBytes(server.maxPayloadBytes)}`;
  return server.maxPayloadBytes >= GOOD_PAYLOAD_BYTES
    ? ok('payload', state)
    : warning(
        'payload',
        `${state}: large items go in many small parts`,
        `set max_payload of the server to ${formatBytes(GOOD_PAYLOAD_BYTES)} or more`,
      );
}

function agentFindings(agents: readonly FoundAgent[], packageVersion: string): Finding[] {
  if (agents.length === 0) {
    return [warning('agents', 'there is none', 'start one on each machine: syntalos-mlink agent --name …')];
  }
  return agents.map(({ facts, roundTripUsec }) => {
    const check = `agent ${facts.name}`;
    const state = `on ${facts.hostName}, syntalos-mlink ${facts.version}, Node ${facts.nodeVersion}`;
    if (facts.version !== packageVersion || facts.protocolVersion !== AGENT_PROTOCOL_VERSION) {
      return problem(check, `${state}; here is ${packageVersion}`, 'install the same version on both');
    }
    const sure = `its clock is known to ±${formatUsec(roundTripUsec / 2)}`;
    return roundTripUsec / 2 <= GOOD_CLOCK_USEC
      ? ok(check, `${state}; ${sure}`)
      : warning(
          check,
          `${state}; ${sure}`,
          'times of its modules are no surer than that; use a wired network',
        );
  });
}
