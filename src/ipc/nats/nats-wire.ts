/**
 * A connection to a NATS server as a {@link Wire}.
 *
 * @module
 */
import type { Wire } from './wire.ts';

/** What is used of a `NatsConnection` of `@nats-io/transport-node` 3. */
export interface NatsClient {
  readonly info?: { readonly max_payload: number } | undefined;
  publish(subject: string, payload: Uint8Array): void;
  subscribe(
    subject: string,
    options: {
      readonly callback: (error: Error | null, message: { readonly data: Uint8Array }) => void;
    },
  ): { unsubscribe(): void };
  flush(): Promise<void>;
  isClosed(): boolean;
  status(): AsyncIterable<{ readonly type: string }>;
}

/** NATS's own default, for a server that does not say. */
const DEFAULT_MAX_PAYLOAD = 1024 * 1024;

/** Uses `client`, which stays its owner's to close. */
export function createNatsWire(client: NatsClient): Wire {
  return new NatsWire(client);
}

class NatsWire implements Wire {
  readonly #client: NatsClient;
  #isUp = true;
  #reconnectedMsec = -Infinity;

  constructor(client: NatsClient) {
    this.#client = client;
    void this.#watch();
  }

  get maxPayloadBytes(): number {
    return this.#client.info?.max_payload ?? DEFAULT_MAX_PAYLOAD;
  }

  get isConnected(): boolean {
    return this.#isUp && !this.#client.isClosed();
  }

  get reconnectedMsec(): number {
    return this.#reconnectedMsec;
  }

  publish(subject: string, bytes: Uint8Array): void {
    // The client would keep all of it in memory; the links send anew what was not acknowledged.
    if (this.isConnected) this.#client.publish(subject, bytes);
  }

  subscribe(subject: string, listener: (bytes: Uint8Array) => void): () => void {
    const subscription = this.#client.subscribe(subject, {
      callback: (error, message) => {
        if (error === null) listener(message.data);
      },
    });
    return () => {
      if (!this.#client.isClosed()) subscription.unsubscribe();
    };
  }

  async flush(): Promise<void> {
    if (this.isConnected) await this.#client.flush();
  }

  async #watch(): Promise<void> {
    for await (const { type } of this.#client.status()) {
      if (type === 'disconnect') this.#isUp = false;
      else if (type === 'reconnect') {
        this.#isUp = true;
        this.#reconnectedMsec = performance.now();
      }
    }
    this.#isUp = false;
  }
}
