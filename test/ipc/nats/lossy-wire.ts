/**
 * A bus in this process that loses, repeats and delays messages as a broken connection may.
 *
 * @module
 */
import type { Wire } from '#src/ipc/nats/index';

/** What becomes of a message. */
export type Fate = 'arrives' | 'lost' | 'twice' | 'late';

/** Makes a bus; `fateOf` is asked for each message. */
export function createLossyWire(fateOf: () => Fate, maxPayloadBytes: number): Wire {
  const listeners = new Map<string, Set<(bytes: Uint8Array) => void>>();
  const deliver = (subject: string, bytes: Uint8Array): void => {
    for (const listener of listeners.get(subject) ?? []) listener(bytes);
  };
  return {
    maxPayloadBytes,
    isConnected: true,
    reconnectedMsec: -Infinity,
    publish: (subject, bytes) => {
      if (bytes.byteLength > maxPayloadBytes) throw new Error(`${bytes.byteLength} bytes are too many`);
      const fate = fateOf();
      if (fate === 'lost') return;
      if (fate === 'late') setTimeout(() => deliver(subject, bytes), 2);
      else setImmediate(() => deliver(subject, bytes));
      if (fate === 'twice') setImmediate(() => deliver(subject, bytes));
    },
    subscribe: (subject, listener) => {
      const all = listeners.get(subject) ?? new Set();
      listeners.set(subject, all.add(listener));
      return () => all.delete(listener);
    },
    flush: () => new Promise((resolve) => setImmediate(resolve)),
  };
}
