/**
 * What carries messages between machines: subjects, and bytes that may get lost.
 *
 * @module
 */

/** A message bus as the data links need it: at most once, in order between two ends while it is up. */
export interface Wire {
  /** Longest message in bytes. */
  readonly maxPayloadBytes: number;
  /** False while there is no connection: what is published then may be lost. */
  readonly isConnected: boolean;
  /** When the connection came back last, as `performance.now()` has it; -Infinity where it has never broken. */
  readonly reconnectedMsec: number;
  /** Sends without waiting; `bytes` must stay as they are. */
  publish(subject: string, bytes: Uint8Array): void;
  /** @returns ends the subscription */
  subscribe(subject: string, listener: (bytes: Uint8Array) => void): () => void;
  /** Settles when all that was published and subscribed so far has reached the server. */
  flush(): Promise<void>;
}
