/**
 * Typed calls over a carrier of messages: comlink, with its messages as JSON.
 *
 * @module
 */
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { exposeActor, wrapActor, type ActorCalls } from '../../actors/index.ts';
import type { EnvelopeCarrier } from '../../ipc/envelope/index.ts';
import { readJson, writeJson } from './read-message.ts';

/** The object that the other end exposes. Its calls never settle once the carrier has closed: race them with its end. */
export function callsOver<T>(carrier: EnvelopeCarrier): ActorCalls<T> {
  return wrapActor<T>(portOver(carrier));
}

/** Lets the other end call the methods of `target`. */
export function exposeOver(target: object, carrier: EnvelopeCarrier): void {
  exposeActor(target, portOver(carrier));
}

function portOver(carrier: EnvelopeCarrier): MessagePort {
  const { port1, port2 } = new MessageChannel();
  port2.on('message', (message: unknown) => {
    carrier.post(writeJson(message), {});
  });
  // A pipe that still waits holds the process, not its calls.
  port1.unref();
  port2.unref();
  carrier.onEnvelope((bytes) => {
    const message = readJson(bytes);
    if (message !== undefined) port2.postMessage(message);
  });
  void carrier.closed.then(() => port2.close());
  return port1;
}
