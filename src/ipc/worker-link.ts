/**
 * How a module reaches its master: picks the channel and the transport that belong together.
 *
 * @module
 */
import type { MessagePort } from 'node:worker_threads';
import type { WorkerChannel } from './channel.ts';
import type { Transport } from './transport.ts';

/** How long a log may hold up the end of its process, in ms. */
const FLUSH_LIMIT_MSEC = 500;

/** Where the master is. */
export type WorkerLinkSpec =
  | { readonly kind: 'embedded'; readonly port: MessagePort }
  /** In the process that started this one: Syntalos, or a host that plays it. */
  | {
      readonly kind: 'iceoryx2';
      readonly instanceId: string;
      /** `process.ppid` at the start of the process. */
      readonly parentId: number;
      readonly environment: Readonly<Record<string, string | undefined>>;
    };

/** A module's connection to its master. */
export interface WorkerLink {
  readonly channel: WorkerChannel;
  readonly transport: Transport;
  /** Settles when the master is gone without a word; never where both share a process. */
  readonly masterGone: Promise<void>;
  /** Waits, not for long, until what the channel has logged is written: for the end of the process. */
  flushLog(): Promise<void>;
}

/**
 * Opens the connection that `spec` names; its parts are the caller's to close.
 *
 * @throws `ERR_SYNTALOS_MISSING_DEPENDENCY` where it needs the iceoryx2 addon and there is none
 */
export async function openWorkerLink(spec: WorkerLinkSpec): Promise<WorkerLink> {
  if (spec.kind === 'embedded') {
    const { createEmbeddedTransport, openWorkerChannel } = await import('./embedded/index.ts');
    return {
      channel: openWorkerChannel(spec.port),
      transport: createEmbeddedTransport(),
      masterGone: new Promise(() => undefined),
      flushLog: () => Promise.resolve(), // it has none
    };
  }
  const { createIceoryx2Transport, loadNative, LogWriter, openIceoryx2WorkerChannel, parentGone } =
    await import('./iceoryx2/index.ts');
  const native = loadNative();
  const { instanceId, environment } = spec;
  // Before the channel, which takes long to make: a thread of the transport starts meanwhile.
  const transport = createIceoryx2Transport({ native, instanceId, end: 'worker', environment });
  const log = new LogWriter();
  const masterGone = parentGone(spec.parentId);
  try {
    const channel = openIceoryx2WorkerChannel({
      native,
      instanceId,
      environment,
      log: (text) => log.write(text),
      gone: masterGone,
    });
    return { channel, transport, masterGone, flushLog: () => log.flush(FLUSH_LIMIT_MSEC) };
  } catch (error) {
    await transport.close();
    throw error;
  }
}
