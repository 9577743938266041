/**
 * What the host and the thread of the page server say to each other. Types only.
 *
 * @module
 */
import type { ModuleDetails, OutputDetails } from '../host/index.ts';
import type { ViewEnd, ViewFigures, ViewGraph, ViewLogLine } from './protocol.ts';

/** Where a page is to be served. */
export interface ViewSetup {
  /** Address or name to listen on. */
  readonly host: string;
  /** 0 is any that is free. */
  readonly port: number;
  /** Whether any other port will do if this one is taken. */
  readonly mayMove: boolean;
  /** Where the address is kept for other programs of this user; unset: nowhere. */
  readonly addressFolder?: string;
  /** Path of the project file. */
  readonly project?: string;
  readonly version: string;
}

/** An output with its ring. */
export type ViewRing = Pick<OutputDetails, 'module' | 'port' | 'dataType'> & {
  readonly ring: SharedArrayBuffer;
};

/** Whose processor time a module's is. */
export type ViewCpuUser = Pick<ModuleDetails, 'id' | 'threadIds' | 'processId'>;

/** What the host says of its runs. */
export type RunNews =
  | { readonly kind: 'run'; readonly project: string; readonly recording?: string }
  | { readonly kind: 'graph'; readonly graph: ViewGraph; readonly rings: readonly ViewRing[] }
  | { readonly kind: 'figures'; readonly figures: ViewFigures; readonly cpuUsers: readonly ViewCpuUser[] }
  | { readonly kind: 'log'; readonly lines: readonly ViewLogLine[] }
  | { readonly kind: 'ended'; readonly end: ViewEnd };

/** From the host to the server. */
export type ToView =
  /** The first message of all. */
  | { readonly kind: 'serve'; readonly setup: ViewSetup }
  | RunNews
  /** Let pages have what is left, then end. */
  | { readonly kind: 'close' };

/** From the server to the host. */
export type FromView =
  | { readonly kind: 'listening'; readonly address: string }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'stop' }
  /** From now on somebody looks at these outputs, as `module:port`, and at no others. */
  | { readonly kind: 'look'; readonly outputs: readonly string[] };
