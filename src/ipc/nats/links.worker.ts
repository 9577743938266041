/**
 * Entry of the thread that moves a machine's data: it has a connection of its own, and little else. What NATS's client
 * allocates for each message makes V8 collect garbage often, which takes the longer the more a thread has loaded; and
 * control never waits behind data.
 *
 * @module
 */
import { parentPort, workerData } from 'node:worker_threads';
import { SyntalosError, toErrorRecord } from '../../errors.ts';
import { DEFAULT_PORT_LIMITS } from '../limits.ts';
import { outputChannel } from '../output-channel.ts';
import type { InputLink, Transport } from '../transport.ts';
import { connectBus } from './connect.ts';
import type { FromLinkThread, LinkCall, LinkCommand, LinkThreadData, LinkedPort } from './link-protocol.ts';
import { openGlance, type Glance } from './glance.ts';
import { createNatsTransport } from './nats-transport.ts';

const { connect, prefix } = workerData as LinkThreadData;
const connecting = connectBus(connect);
connecting.catch(() => undefined); // each command that needs it hears of it
/** One for each module whose ports are moved. */
const transports = new Map<string, Transport>();
const inputs = new Map<string, InputLink>();
const glances = new Map<string, Glance>();

function say(message: FromLinkThread): void {
  parentPort?.postMessage(message);
}

async function transportOf(instanceId: string): Promise<Transport> {
  const { wire } = await connecting;
  let transport = transports.get(instanceId);
  if (transport === undefined) {
    transport = createNatsTransport({ wire, instanceId, prefix });
    transport.onFailure((error) => say({ kind: 'failed', error: toErrorRecord(error) }));
    transports.set(instanceId, transport);
  }
  return transport;
}

function nameOf({ instanceId, portId }: LinkedPort): string {
  return `${instanceId}:${portId}`;
}

/** @returns the ring of an input or a glance */
async function obey(command: LinkCommand): Promise<SharedArrayBuffer | undefined> {
  const limits = DEFAULT_PORT_LIMITS;
  switch (command.kind) {
    case 'openOutput': {
      const { port, ring } = command;
      await (await transportOf(port.instanceId)).openOutput({ portId: port.portId, ring, limits });
      return undefined;
    }
    case 'openInput': {
      const { port, policy } = command;
      const { instanceId, portId } = port;
      if (inputs.has(nameOf(port))) {
        throw new SyntalosError('ERR_SYNTALOS_INTERNAL', `Input ${nameOf(port)} is open already`);
      }
      const target = { portId, instanceId, channelId: outputChannel(portId), limits, attachment: {}, policy };
      const link = await (await transportOf(instanceId)).openInput(target);
      inputs.set(nameOf(port), link);
      return link.ring;
    }
    case 'beginInput': {
      const link = inputs.get(nameOf(command.port));
      if (link === undefined) {
        throw new SyntalosError('ERR_SYNTALOS_INTERNAL', `Input ${nameOf(command.port)} is not open`);
      }
      await link.begin();
      return undefined;
    }
    case 'openGlance': {
      const { wire } = await connecting;
      const glance = await openGlance(wire, prefix, command.port);
      glances.set(nameOf(command.port), glance);
      return glance.ring;
    }
    case 'closeGlance': {
      const glance = glances.get(nameOf(command.port));
      glances.delete(nameOf(command.port));
      await glance?.close();
      return undefined;
    }
    case 'close': {
      await Promise.all([...glances.values()].map((glance) => glance.close()));
      await Promise.all([...transports.values()].map((transport) => transport.close()));
      await (await connecting).close();
      return undefined;
    }
  }
}

parentPort?.on('message', ({ callId, command }: LinkCall) => {
  obey(command).then(
    (ring) => say({ kind: 'answer', callId, ...(ring === undefined ? {} : { ring }) }),
    (error: unknown) => say({ kind: 'answer', callId, error: toErrorRecord(error) }),
  );
});
