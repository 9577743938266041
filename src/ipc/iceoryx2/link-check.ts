/**
 * What can be found out about the link without Syntalos: an exchange between two processes of our own, and what is in
 * the folder that both ends share.
 *
 * @module
 */
import type { Environment } from '../../environment.ts';
import { CONTROL_EVENT_LIMITS, CONTROL_TOPIC_LIMITS } from '../limits.ts';
import { IOX_PREFIX, ioxRootPath, nodeOptions } from './link-config.ts';
import {
  Wakeup,
  type NativeAddon,
  type NativeListener,
  type NativeNode,
  type NodeCounts,
} from './addon/native-types.ts';
import { BYTE_SLICE } from './control/payload-types.ts';
import { CONTROL_EVENT_ID, serviceName } from './service-names.ts';

/** Counts the nodes of Syntalos and its modules. @throws `ERR_SYNTALOS_IOX` - the folder cannot be read */
export function countLinkNodes(native: NativeAddon, environment: Environment): NodeCounts {
  return native.countNodes(ioxRootPath(environment), IOX_PREFIX);
}

/** Removes what processes that were killed have left. @throws `ERR_SYNTALOS_IOX` */
export function cleanLink(native: NativeAddon, environment: Environment): void {
  native.removeDeadNodes(ioxRootPath(environment), IOX_PREFIX);
}

/** Bytes of the sample that the self-test sends: more than a publisher's slices hold at first. */
export const SAMPLE_BYTES: number = 1024 * 1024;

/** The byte at a place of the sample. */
function sampleByte(at: number): number {
  return (at * 31 + (at >> 8)) & 0xff;
}

/** One end of an exchange. */
export interface ExchangeOptions {
  readonly native: NativeAddon;
  readonly environment: Environment;
  /** Told to both ends; no other exchange has it. */
  readonly id: string;
}

/** What became of a sample. */
export type ExchangeOutcome = 'whole' | 'damaged' | 'unheard' | 'unanswered';

/**
 * Sends the sample to whoever waits for it, then waits for the answer; blocks this thread.
 *
 * @throws `ERR_SYNTALOS_IOX`
 */
export function sendSample(options: ExchangeOptions, limitMsec: number): ExchangeOutcome {
  return withNode(options, 'sender', (node, names) => {
    const publisher = node.publisher(names.topic, { payload: BYTE_SLICE, limits: CONTROL_TOPIC_LIMITS });
    const notifier = node.notifier(names.sent, CONTROL_EVENT_LIMITS);
    const listener = node.listener(names.taken, CONTROL_EVENT_LIMITS);
    const sample = Uint8Array.from({ length: SAMPLE_BYTES }, (_, at) => sampleByte(at));
    if (publisher.publish(sample) === 0) return 'unheard';
    notifier.notify(CONTROL_EVENT_ID);
    // A subscriber finds a publisher when it looks for samples, not before: this end has to stay until then.
    return wait(options, listener, limitMsec) ? 'whole' : 'unanswered';
  });
}

/**
 * Waits for the sample and answers it; blocks this thread.
 *
 * @param onReady - called when it can be sent
 * @throws `ERR_SYNTALOS_IOX`
 */
export function receiveSample(
  options: ExchangeOptions,
  limitMsec: number,
  onReady: () => void,
): ExchangeOutcome {
  return withNode(options, 'receiver', (node, names) => {
    const subscriber = node.subscriber(names.topic, { payload: BYTE_SLICE, limits: CONTROL_TOPIC_LIMITS });
    const listener = node.listener(names.sent, CONTROL_EVENT_LIMITS);
    const notifier = node.notifier(names.taken, CONTROL_EVENT_LIMITS);
    onReady();
    if (!wait(options, listener, limitMsec)) return 'unheard';
    const bytes = subscriber.receive();
    notifier.notify(CONTROL_EVENT_ID);
    if (bytes === null) return 'unheard';
    const isWhole = bytes.byteLength === SAMPLE_BYTES && bytes.every((byte, at) => byte === sampleByte(at));
    return isWhole ? 'whole' : 'damaged';
  });
}

function wait({ native }: ExchangeOptions, listener: NativeListener, limitMsec: number): boolean {
  const waker = new native.Waker();
  const wakeup = native.waitAny([listener], waker, limitMsec);
  waker.close();
  listener.drain();
  return wakeup === Wakeup.Ready;
}

function withNode(
  { native, environment, id }: ExchangeOptions,
  role: string,
  use: (
    node: NativeNode,
    names: { readonly topic: string; readonly sent: string; readonly taken: string },
  ) => ExchangeOutcome,
): ExchangeOutcome {
  const instance = `doctor-${id}`;
  const name = `${instance}-${role}`;
  // What others have left stays: looking must not change anything.
  const node = new native.LinkNode(nodeOptions('module', name, environment, { cleansUp: false }));
  try {
    return use(node, {
      topic: serviceName(instance, 'sample'),
      sent: serviceName(instance, 'sent'),
      taken: serviceName(instance, 'taken'),
    });
  } finally {
    node.close();
  }
}
