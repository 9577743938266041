/**
 * Control and data between machines, over NATS: docs/architecture.md has the protocol. Control runs in the main thread
 * of the host and of each agent, data in a thread of its own (`links.worker.ts`).
 *
 * @module
 */
export type { Answer, Bus } from './bus.ts';
export { ClockAsker, answerClock, type ClockAnswer } from './clock-exchange.ts';
export { connectBus, type ConnectOptions } from './connect.ts';
export { LinkThread } from './link-thread.ts';
export type { LinkedPort } from './link-protocol.ts';
export { createNatsTransport, type NatsTransportOptions } from './nats-transport.ts';
export { createNatsWire, type NatsClient } from './nats-wire.ts';
export type { Wire } from './wire.ts';
export { openPipe, type Pipe, type PipeEnd, type PipeOptions, type PipeOutcome } from './pipe.ts';
export { PipeCarriers } from './pipe-carriers.ts';
