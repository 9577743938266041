/**
 * A connection to NATS servers: messages that may get lost, and questions whose asker hears if nobody is there.
 *
 * @module
 */
import type { Wire } from './wire.ts';

/** What came of a question: the answer, or that nobody listens there, or that none came in time. */
export type Answer = Uint8Array | 'nobody' | 'silent';

/** A connection, which goes on by itself after a break. */
export interface Bus {
  readonly wire: Wire;
  /** Longest message of the server in bytes, its version and name. */
  readonly server: { readonly version: string; readonly name: string; readonly maxPayloadBytes: number };
  /** Asks whoever answers on `subject`. Never rejects. */
  ask(subject: string, question: Uint8Array, limitMsec: number): Promise<Answer>;
  /** Asks all who answer on `subject`; resolves after `windowMsec`. */
  askAll(subject: string, question: Uint8Array, windowMsec: number): Promise<readonly Uint8Array[]>;
  /**
   * Answers what is asked on `subject`; what the handler returns goes back, nothing if it returns undefined.
   *
   * @param queue - of all that answer with the same one, whoever they are, one gets the question
   */
  answer(
    subject: string,
    handler: (question: Uint8Array) => Uint8Array | undefined,
    queue?: string,
  ): () => void;
  close(): Promise<void>;
}

/** A name as one token of a subject: NATS gives dots, stars, spaces and `>` a meaning. */
export function subjectToken(name: string): string {
  return Buffer.from(name).toString('base64url');
}
