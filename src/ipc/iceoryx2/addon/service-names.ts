/**
 * Names of services (wire protocol, sections 1 and 8).
 *
 * @module
 */
import { cutUtf8 } from './static-string.ts';

/** Bytes of the instance id that a service name takes. */
const INSTANCE_BYTES = 120;
/** Bytes of the channel name that a service name takes. */
const CHANNEL_BYTES = 128;

/**
 * The service behind a channel: `Sy/<instance>/<channel>`, each part cut to what fits.
 *
 * The C++ side cuts at the byte, we at the character before it: names as long as that in other
 * scripts than Latin can't be spoken by both ends, since iceoryx2 for Rust takes only UTF-8.
 */
export function serviceName(instanceId: string, channel: string): string {
  return `Sy/${cutUtf8(instanceId, INSTANCE_BYTES).toString()}/${cutUtf8(channel, CHANNEL_BYTES).toString()}`;
}

/** The channel of an output port. */
export function outputChannel(portId: string): string {
  return `o/${portId}`;
}

/** The service of a data channel, and that of the events toward its publisher. */
export function dataServiceNames(
  instanceId: string,
  channel: string,
): { readonly name: string; readonly controlName: string } {
  return { name: serviceName(instanceId, channel), controlName: serviceName(`Ctl/${instanceId}`, channel) };
}
