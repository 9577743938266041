/**
 * How a module reaches its master: picks the channel and the transport that belong together.
 *
 * @module
 */
import type { MessagePort } from 'node:worker_threads';
import type { Environment } from '../environment.ts';
import type { ModuleChannel } from './channel.ts';
import type { ParentProcess } from './iceoryx2/index.ts';
import type { PortPlacement } from './port-placement.ts';
import type { Transport } from './transport.ts';

/** How long a log may hold up the end of its process, in ms. */
const FLUSH_LIMIT_MSEC = 500;

/** Where the master is. */
export type ModuleLinkSpec =
  | { readonly kind: 'embedded'; readonly port: MessagePort }
  /** In the process that started this one: Syntalos, or a host that plays it. */
  | {
      readonly kind: 'iceoryx2';
      readonly instanceId: string;
      readonly parent: ParentProcess;
      readonly environment: Environment;
      readonly portPlacement: PortPlacement;
    };

/** A module's connection to its master. */
export interface ModuleLink {
  readonly channel: ModuleChannel;
  readonly transport: Transport;
  /**
   * Settles when the module must leave though its master has not asked it to: the master is gone, or the system
   * asks the process to end. Never when master and module share a process.
   */
  readonly leaveAsked: Promise<void>;
  /** Frees what is not the channel's or the transport's; waits, not for long, until the log is written. */
  close(): Promise<void>;
}

/**
 * Opens the connection that `spec` names; its parts are the caller's to close.
 *
 * @throws `ERR_SYNTALOS_MISSING_DEPENDENCY` - it needs the iceoryx2 addon and there is none
 */
export async function openModuleLink(spec: ModuleLinkSpec): Promise<ModuleLink> {
  if (spec.kind === 'embedded') {
    const { createEmbeddedTransport, openModuleChannel } = await import('./embedded/index.ts');
    return {
      channel: openModuleChannel(spec.port),
      transport: createEmbeddedTransport(),
      leaveAsked: new Promise(() => undefined),
      close: () => Promise.resolve(), // it has nothing else
    };
  }
  const {
    createIceoryx2Transport,
    loadNative,
    LogWriter,
    openIceoryx2ModuleChannel,
    parentGone,
    watchSignals,
  } = await import('./iceoryx2/index.ts');
  const native = loadNative();
  const { instanceId, environment, portPlacement } = spec;
  // Before the channel, which takes long to make: a thread of the transport starts meanwhile.
  const transport = createIceoryx2Transport({
    ...{ native, instanceId, environment },
    end: 'module',
    placement: portPlacement,
  });
  const log = new LogWriter();
  const masterGone = parentGone(spec.parent);
  const signals = watchSignals(native);
  try {
    const channel = openIceoryx2ModuleChannel({
      native,
      instanceId,
      environment,
      log: (text) => log.write(text),
      gone: masterGone,
    });
    return {
      channel,
      transport,
      leaveAsked: Promise.race([masterGone, signals.asked]),
      close: async () => {
        signals.close();
        await log.flush(FLUSH_LIMIT_MSEC);
      },
    };
  } catch (error) {
    signals.close();
    await transport.close();
    throw error;
  }
}
