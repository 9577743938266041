/**
 * The control channel inside one process: envelopes over a MessagePort, with memory beside them.
 *
 * @module
 */
import type { MessagePort } from 'node:worker_threads';
import type { Attachment, MasterChannel, ModuleChannel } from '../channel.ts';
import { masterChannelOver, moduleChannelOver, type EnvelopeCarrier } from '../envelope/index.ts';

/** What one posted message looks like. */
interface Posted {
  readonly bytes: Uint8Array;
  readonly ring?: SharedArrayBuffer;
}

/** Makes the module's end of an embedded channel over `port`, which it then owns. */
export function openModuleChannel(port: MessagePort): ModuleChannel {
  return moduleChannelOver(carrierOver(port));
}

/** Makes the host's end of an embedded channel over `port`, which it then owns. */
export function openMasterChannel(port: MessagePort): MasterChannel {
  return masterChannelOver(carrierOver(port));
}

function carrierOver(port: MessagePort): EnvelopeCarrier {
  return {
    post: (bytes: Uint8Array, attachment: Attachment) => {
      const posted: Posted = { bytes, ...attachment };
      port.postMessage(posted);
    },
    onEnvelope: (listener) => {
      // The port keeps what comes until it has a listener.
      port.on('message', ({ bytes, ring }: Posted) => listener(bytes, ring === undefined ? {} : { ring }));
    },
    closed: new Promise((resolve) => {
      port.once('close', () => resolve());
    }),
    close: () => port.close(),
  };
}
