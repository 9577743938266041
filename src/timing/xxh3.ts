/**
 * The checksum of tsync files: XXH3-64 with seed 0, computed by hash-wasm.
 *
 * @module
 */

/** An incremental XXH3-64 (seed 0). Not shared: each reader and writer makes its own. */
export interface Xxh3 {
  /** Starts over. */
  reset(): void;
  /** Adds bytes. */
  update(bytes: Uint8Array): void;
  /** The hash of all bytes since the last reset; call {@link reset} before adding more. */
  digest(): bigint;
}

/** Loads and compiles the hash: only if a tsync file is opened, as loading it takes 50 ms of CPU time. */
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
