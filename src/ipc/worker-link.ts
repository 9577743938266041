/**
 * How a module reaches its master: picks the channel and the transport that belong together.
 *
 * @module
 */
import type { MessagePort } from 'node:worker_threads';
import type { WorkerChannel } from './channel.ts';
import { openWorkerChannel } from './embedded/embedded-channel.ts';
import { createEmbeddedTransport } from './embedded/embedded-transport.ts';
import type { Transport } from './transport.ts';

/** Where the master is. */
export interface WorkerLinkSpec {
  readonly kind: 'embedded';
  readonly port: MessagePort;
}

/** A module's connection to its master. */
export interface WorkerLink {
  readonly channel: WorkerChannel;
  readonly transport: Transport;
}

/** Opens the connection that `spec` names; its parts are the caller's to close. */
export function openWorkerLink(spec: WorkerLinkSpec): Promise<WorkerLink> {
  return Promise.resolve({ channel: openWorkerChannel(spec.port), transport: createEmbeddedTransport() });
}
