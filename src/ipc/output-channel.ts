/**
 * Names of data channels.
 *
 * @module
 */

/** The channel of an output port (wire protocol, section 1). */
export function outputChannel(portId: string): string {
  return `o/${portId}`;
}
