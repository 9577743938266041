/**
 * The control channel between a module and its host, as two interfaces: one per end.
 *
 * Implementations: `embedded/` (protobuf bytes over a MessagePort) and `iceoryx2/` (the bytes of
 * Syntalos). Nothing above this folder knows which of them it talks to.
 *
 * @module
 */
import type {
  MasterRequest,
  MasterResponse,
  ResponseOf,
  ModuleEvent,
  ModuleRequest,
  ModuleResponse,
} from './messages.ts';

/**
 * What travels beside a message when both ends live in one process: the memory of a data ring.
 * Channels between processes carry none; their transports find the data by its channel name.
 */
export interface Attachment {
  readonly ring?: SharedArrayBuffer;
}

/**
 * Answers one request. It may answer before its work is done (`start` with asynchronous start,
 * `shutdown`, `showDisplay`): hence `reply` and not a return value. The returned promise settles
 * when the work is done; if it rejects, or the handler
 * throws, before `reply` was called, the other end gets a failure: a rejected request, or an answer without
 * success with its reason in an event before it, if the carrier's answers have no room for one.
 */
export type RequestHandler<Request, Response> = (
  request: Request,
  reply: (response: Response) => void,
  attachment: Attachment,
) => Promise<void>;

/** Options of {@link ModuleChannel.request} and {@link MasterChannel.request}. */
export interface RequestOptions {
  /** Time limit in ms; the kind's own of `REQUEST_LIMITS_MSEC` when left out. */
  readonly limitMsec?: number;
  readonly attachment?: Attachment;
}

/** The module's end. */
export interface ModuleChannel {
  /** Starts to serve the master's requests. Called once; requests that came before it wait. */
  serve(handler: RequestHandler<MasterRequest, ModuleResponse>): void;
  /** Sends an event; never blocks. */
  publish(event: ModuleEvent): void;
  /**
   * Asks the master.
   *
   * @throws `ERR_SYNTALOS_TIMEOUT` without an answer in time, `ERR_SYNTALOS_CHANNEL` when the
   *   master refused or is gone
   */
  request<R extends ModuleRequest>(request: R, options?: RequestOptions): Promise<ResponseOf<R['kind']>>;
  /** Settles when the other end is gone or {@link close} was called. */
  readonly closed: Promise<void>;
  close(): Promise<void>;
}

/** The host's end. */
export interface MasterChannel {
  serve(handler: RequestHandler<ModuleRequest, MasterResponse>): void;
  /** Sets the one listener of the module's events; events that came before it are handed over at once. */
  onEvent(listener: (event: ModuleEvent) => void): void;
  /** Asks the module; errors as in {@link ModuleChannel.request}. */
  request<R extends MasterRequest>(request: R, options?: RequestOptions): Promise<ResponseOf<R['kind']>>;
  readonly closed: Promise<void>;
  close(): Promise<void>;
}
