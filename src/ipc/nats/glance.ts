/**
 * What somebody is shown of an output of another machine.
 *
 * @module
 */
import { createRing } from '../../shm/index.ts';
import { STAMP_SIDE_BYTES } from '../../shm/internal.ts';
import { outputChannel } from '../output-channel.ts';
import { dataSubject, statusSubject } from './data-subjects.ts';
import type { LinkedPort } from './link-protocol.ts';
import { ReceiveLink } from './receive-link.ts';
import type { Wire } from './wire.ts';

/** A glance at one output. */
export interface Glance {
  /** What of its records has come: to be read along, without a place in it. */
  readonly ring: SharedArrayBuffer;
  close(): Promise<void>;
}

/**
 * Begins to look at an output that is offered to other machines. Nothing waits for who looks, and what goes wrong on
 * the way only ends that.
 *
 * @param prefix - first part of all subjects
 * @throws ERR_SYNTALOS_TIMEOUT - when the output does not answer
 */
export async function openGlance(wire: Wire, prefix: string, port: LinkedPort): Promise<Glance> {
  const { instanceId, portId } = port;
  const ring = createRing({ sideBytes: STAMP_SIDE_BYTES });
  const link = new ReceiveLink({
    wire,
    statusSubject: statusSubject(prefix, instanceId, outputChannel(portId)),
    dataSubject: (receiverId) => dataSubject(prefix, receiverId),
    portId,
    ring,
    wants: 'glance',
    onFailure: () => undefined,
  });
  try {
    await wire.flush();
    await link.begin();
  } catch (error) {
    await link.close();
    throw error;
  }
  return { ring, close: () => link.close() };
}
