/**
 * Data between machines, over NATS: docs/architecture.md has the protocol.
 *
 * @module
 */
export { createNatsTransport, type NatsTransportOptions } from './nats-transport.ts';
export { createNatsWire, type NatsClient } from './nats-wire.ts';
export type { Wire } from './wire.ts';
