/**
 * The independent peer of `test/peer`, a program in Rust: where it is, and what it prints.
 *
 * @module
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const targetFolder =
  process.env['CARGO_TARGET_DIR'] ?? fileURLToPath(new URL('../../native/target', import.meta.url));

/** The peer's program, built by `npm run build:peer`. */
export const PEER: string = join(targetFolder, 'release/peer');

/** One line of the peer's log. */
export interface PeerLine {
  readonly event: string;
  readonly module?: string;
  readonly [field: string]: unknown;
}
