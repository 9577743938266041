/**
 * Control messages as protobuf bytes, and the channel that speaks them: `embedded/` and `nats/` carry them.
 * Runs in the thread of whoever opens a channel.
 *
 * @module
 */
export { masterChannelOver, moduleChannelOver, type EnvelopeCarrier } from './envelope-channel.ts';
