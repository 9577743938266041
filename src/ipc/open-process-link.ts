/**
 * How a host reaches modules that are processes: the channel, and a transport that plays the other
 * end of their ports.
 *
 * @module
 */
import type { Environment } from '../environment.ts';
import type { MasterChannel } from './channel.ts';
import type { Transport } from './transport.ts';

/** Options of {@link openProcessChannel}. */
export interface ProcessChannelOptions {
  /** Unique among all that run on this machine: both ends find each other by it. */
  readonly instanceId: string;
  readonly environment: Environment;
  /** Settles when the process is gone. */
  readonly gone: Promise<void>;
}

/**
 * Makes the host's end of a channel to a process; to be called before the process starts. It
 * belongs to the calling thread.
 *
 * @throws `ERR_SYNTALOS_MISSING_DEPENDENCY` without the iceoryx2 addon, `ERR_SYNTALOS_IOX`
 */
export async function openProcessChannel(options: ProcessChannelOptions): Promise<MasterChannel> {
  const { loadNative, openIceoryx2MasterChannel } = await import('./iceoryx2/index.ts');
  return openIceoryx2MasterChannel({ ...options, native: loadNative(), log: () => undefined });
}

/**
 * Makes the transport by which modules of this process, under the name `instanceId`, exchange items
 * with processes; errors as of {@link openProcessChannel}.
 */
export async function openProcessTransport(instanceId: string, environment: Environment): Promise<Transport> {
  const { createIceoryx2Transport, loadNative } = await import('./iceoryx2/index.ts');
  return createIceoryx2Transport({ native: loadNative(), instanceId, end: 'master', environment });
}
