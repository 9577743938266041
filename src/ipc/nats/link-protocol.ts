/**
 * What a thread of links and its owner say to each other. Types only.
 *
 * @module
 */
import type { ErrorRecord } from '../../errors.ts';
import type { PortPolicy } from '../messages.ts';
import type { ConnectOptions } from './connect.ts';

/** What the thread is started with. */
export interface LinkThreadData {
  readonly connect: ConnectOptions;
  /** First part of all subjects. */
  readonly prefix: string;
}

/** An output port: its module and its name. */
export interface LinkedPort {
  readonly instanceId: string;
  readonly portId: string;
}

/** Owner to thread. */
export type LinkCommand =
  | { readonly kind: 'openOutput'; readonly port: LinkedPort; readonly ring: SharedArrayBuffer }
  | { readonly kind: 'openInput'; readonly port: LinkedPort; readonly policy: PortPolicy }
  | { readonly kind: 'beginInput'; readonly port: LinkedPort }
  | { readonly kind: 'openGlance'; readonly port: LinkedPort }
  | { readonly kind: 'closeGlance'; readonly port: LinkedPort }
  | { readonly kind: 'close' };

/** A command and its number. */
export interface LinkCall {
  readonly callId: number;
  readonly command: LinkCommand;
}

/** Thread to owner. */
export type FromLinkThread =
  | {
      readonly kind: 'answer';
      readonly callId: number;
      readonly ring?: SharedArrayBuffer;
      readonly error?: ErrorRecord;
    }
  /** Nothing moves any more on one of the links. */
  | { readonly kind: 'failed'; readonly error: ErrorRecord };
