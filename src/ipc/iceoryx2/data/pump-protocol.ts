/**
 * What a pump's thread and its owner say to each other. Types, and the words that they share.
 *
 * @module
 */
import type { MessagePort } from 'node:worker_threads';
import type { ErrorRecord } from '../../../errors.ts';
import type { DataServiceOptions, NativeNodeOptions } from '../addon/native-types.ts';

/** Words of the block that owner and pump share. */
export const PumpWord = {
  /** Owner: nonzero asks the pump to look at its commands. Pump: 0 again before it looks. */
  Attention: 0,
  /** Pump (input): counts looks that found nothing more to move. */
  DryLooks: 1,
  /** Length of the block. */
  Words: 2,
} as const;

/** 64-bit words of another block: what the pump has moved since it was opened. Pump writes, owner reads. */
export const PumpCount = {
  Records: 0,
  /** With the headers of the records. */
  Bytes: 1,
  /** Length of the block. */
  Words: 2,
} as const;

/** What a pump's thread is started with; which port it is for, it learns by its first command. */
export interface PumpData {
  /** {@link PumpWord}s. */
  readonly words: SharedArrayBuffer;
  /** {@link PumpCount}s. */
  readonly counts: SharedArrayBuffer;
  readonly port: MessagePort;
}

/** The port whose records a pump moves. */
export interface PumpEnd {
  readonly direction: 'input' | 'output';
  readonly node: NativeNodeOptions;
  readonly service: DataServiceOptions;
  /** An input's is written to, an output's is read from. */
  readonly ring: SharedArrayBuffer;
}

/** Owner to pump; each is answered. */
export type PumpCommand =
  /** The first, and once. */
  | { readonly kind: 'open'; readonly end: PumpEnd }
  /** Input: starts to move samples. Output: connects subscribers and hands them the history. */
  | { readonly kind: 'begin' }
  /** Output: replaces the publisher by one with other limits. */
  | { readonly kind: 'replace'; readonly service: DataServiceOptions }
  /** Output: skips what lies in the ring. */
  | { readonly kind: 'skip' }
  | { readonly kind: 'close' };

/** A command with the number of its answer. */
export interface PumpCall {
  readonly callId: number;
  readonly command: PumpCommand;
}

/** Pump to owner. */
export type FromPump =
  /** Its port is there: the answer to `open`. `threadId` is the system's. */
  | { readonly kind: 'opened'; readonly wakerId: number; readonly threadId: number }
  | { readonly kind: 'answer'; readonly callId: number; readonly error?: ErrorRecord }
  /** It moves nothing more. */
  | { readonly kind: 'failed'; readonly error: ErrorRecord };
