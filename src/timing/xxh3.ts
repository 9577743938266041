/**
 * The checksum of tsync files: XXH3-64 with seed 0, computed by hash-wasm.
 *
 * @module
 */

/** An incremental XXH3-64 (seed 0). */
export interface Xxh3 {
  /** Starts over. */
  reset(): void;
  /** Adds bytes. */
  update(bytes: Uint8Array): void;
  /** The hash of all bytes since the last reset; call {@link reset} before adding more. */
  digest(): bigint;
}

let shared: Promise<Xxh3> | undefined;

/**
 * The one hash of this thread for whoever resets it, adds bytes and takes the digest within one turn: an instance
 * of its own would cost each opened file more than reading most of them.
 */
export function sharedXxh3(): Promise<Xxh3> {
  shared ??= createXxh3().catch((error: unknown) => {
    shared = undefined; // the next one tries again
    throw error;
  });
  return shared;
}

/**
 * Makes a hash of the caller's own, which may be under way for as long as it likes.
 *
 * Loads it, too: only if a tsync file is opened, as that takes 50 ms of CPU time.
 */
export async function createXxh3(): Promise<Xxh3> {
  const { createXXHash3 } = await import('hash-wasm');
  const hasher = await createXXHash3(0, 0);
  hasher.init();
  return {
    reset: () => void hasher.init(),
    update: (bytes) => void hasher.update(bytes),
    digest: () => {
      const digest = hasher.digest('binary');
      // xxHash prints digests in big-endian order whatever the platform.
      return new DataView(digest.buffer, digest.byteOffset, 8).getBigUint64(0);
    },
  };
}
