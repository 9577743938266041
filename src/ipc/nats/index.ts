/**
 * Control and data between machines, over NATS: docs/architecture.md has the protocol. Runs in the main thread of
 * the host and of each agent.
 *
 * @module
 */
export { subjectToken, type Answer, type Bus } from './bus.ts';
export { ClockAsker, answerClock, type ClockAnswer } from './clock-exchange.ts';
export { connectBus, type ConnectOptions } from './connect.ts';
export { createNatsTransport, type NatsTransportOptions } from './nats-transport.ts';
export { createNatsWire, type NatsClient } from './nats-wire.ts';
export type { Wire } from './wire.ts';
export { openPipe, type Pipe, type PipeEnd, type PipeOptions, type PipeOutcome } from './pipe.ts';
export { PipeCarriers } from './pipe-carriers.ts';
