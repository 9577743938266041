/**
 * What the process that has a serial port open sends to the module. Bytes go over its standard input and output.
 *
 * @module
 */

/** An event of the port. */
export type SerialEvent =
  | { readonly kind: 'open' }
  /** It could not be opened; `package`: serialport does not load. */
  | { readonly kind: 'failed'; readonly problem: SerialProblem; readonly text: string }
  /** It has gone while it was open. */
  | { readonly kind: 'gone'; readonly text: string };

/** Why a port could not be opened. */
export type SerialProblem = 'package' | 'missing' | 'forbidden' | 'busy' | 'other';
