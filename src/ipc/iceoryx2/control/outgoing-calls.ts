/**
 * Requests of one end of a control channel that wait for their answers.
 *
 * @module
 */
import { SyntalosError, messageOf } from '../../../errors.ts';
import { REQUEST_LIMITS_MSEC } from '../../limits.ts';
import type {
  MasterRequest,
  MasterResponse,
  ResponseOf,
  ModuleRequest,
  ModuleResponse,
} from '../../messages.ts';
import type { NativeAnswer, NativeClient } from '../addon/native-types.ts';
import { callChannelOf, encodeRequest, type RequestKind } from './control-channels.ts';

type AnyRequest = MasterRequest | ModuleRequest;
type AnyResponse = MasterResponse | ModuleResponse;

/** Options of {@link OutgoingCalls}. */
export interface OutgoingCallsOptions {
  /** Of this end, by the kind of request that they send; closed by their owner. */
  readonly clients: ReadonlyMap<RequestKind, NativeClient>;
  /** Called after each request that was sent, to announce it. */
  readonly onSent: () => void;
  /** Called before each answer is handed on: events that the other end sent before it come first. */
  readonly onAnswer: () => void;
}

/** A request, and who waits for its answer. */
interface Call {
  readonly request: AnyRequest;
  readonly limitMsec: number;
  readonly resolve: (response: AnyResponse) => void;
  readonly reject: (error: Error) => void;
}

/** A request that was sent. */
interface PendingCall {
  readonly call: Call;
  readonly answer: NativeAnswer;
  readonly deadline: number;
}

/** No event announces an answer: it is looked for this often, in ms. */
const POLL_MSEC = 1;

/** Sends requests, one of a kind at a time, and looks for their answers. */
export class OutgoingCalls {
  readonly #options: OutgoingCallsOptions;
  /** One of a kind: iceoryx2 takes no more than four requests of a client at a time. */
  readonly #pending = new Map<RequestKind, PendingCall>();
  /** Behind {@link #pending}, in their order. */
  readonly #queued: Call[] = [];
  #pollTimer: NodeJS.Timeout | undefined;
  #hasEnded = false;

  constructor(options: OutgoingCallsOptions) {
    this.#options = options;
  }

  /**
   * Sends a request as soon as no other of its kind is pending.
   *
   * @param limitMsec - from its sending on
   * @throws `ERR_SYNTALOS_TIMEOUT` - no answer came in time
   * @throws `ERR_SYNTALOS_CHANNEL` - nobody answers, or the channel closed
   */
  request<R extends AnyRequest>(
    request: R,
    limitMsec: number = REQUEST_LIMITS_MSEC[request.kind],
  ): Promise<ResponseOf<R['kind']>> {
    return new Promise((resolve, reject) => {
      this.#queued.push({
        request,
        limitMsec,
        // The peer answers each kind with its own response: ResponseOf is the contract's table.
        resolve: (response) => resolve(response as ResponseOf<R['kind']>),
        reject,
      });
      this.#sendNext(request.kind);
    });
  }

  /** Rejects what waits, and all that comes. Idempotent. */
  end(why: string): void {
    this.#hasEnded = true;
    clearTimeout(this.#pollTimer);
    const sent = [...this.#pending.values()].map(({ call }) => call);
    for (const kind of [...this.#pending.keys()]) this.#drop(kind);
    for (const { request, reject } of [...sent, ...this.#queued.splice(0)]) {
      reject(channelError(`Request "${request.kind}" failed: control channel closed, ${why}`));
    }
  }

  /** Sends the next request of a kind, unless one waits for its answer. */
  #sendNext(kind: RequestKind): void {
    while (!this.#pending.has(kind)) {
      const next = this.#queued.findIndex(({ request }) => request.kind === kind);
      const [call] = next < 0 ? [] : this.#queued.splice(next, 1);
      if (call === undefined) return;
      this.#send(call);
    }
  }

  #send(call: Call): void {
    const { request, limitMsec, reject } = call;
    const { kind } = request;
    const client = this.#options.clients.get(kind);
    if (this.#hasEnded || client === undefined) {
      reject(channelError(`Cannot send "${kind}": the control channel is closed`));
      return;
    }
    try {
      const answer = client.ask(encodeRequest(request));
      this.#pending.set(kind, { call, answer, deadline: performance.now() + limitMsec });
      if (answer.servers() === 0) {
        throw channelError(`Cannot send "${kind}": nobody answers at the other end`);
      }
      this.#options.onSent();
      this.#pollSoon();
    } catch (error) {
      this.#drop(kind);
      reject(error as Error);
    }
  }

  #pollSoon(): void {
    this.#pollTimer ??= setTimeout(() => {
      this.#pollTimer = undefined;
      for (const pending of this.#pending.values()) this.#poll(pending);
      if (this.#pending.size > 0) this.#pollSoon();
    }, POLL_MSEC);
  }

  #poll({ call, answer, deadline }: PendingCall): void {
    const { kind } = call.request;
    const { limitMsec } = call;
    try {
      const bytes = answer.poll();
      if (bytes !== null) {
        this.#options.onAnswer();
        call.resolve(callChannelOf(kind).decodeResponse(bytes));
        this.#finish(kind);
      } else if (performance.now() > deadline) {
        const details = { request: kind, limitMsec };
        const message = `Request "${kind}" got no answer within ${limitMsec} ms`;
        call.reject(new SyntalosError('ERR_SYNTALOS_TIMEOUT', message, { details }));
        this.#finish(kind);
      }
    } catch (error) {
      call.reject(channelError(`Request "${kind}" failed: ${messageOf(error)}`, error));
      this.#finish(kind);
    }
  }

  /** A request is over: the next one of its kind may go. */
  #finish(kind: RequestKind): void {
    this.#drop(kind);
    this.#sendNext(kind);
  }

  #drop(kind: RequestKind): void {
    this.#pending.get(kind)?.answer.close();
    this.#pending.delete(kind);
  }
}

function channelError(message: string, cause?: unknown): SyntalosError {
  return new SyntalosError('ERR_SYNTALOS_CHANNEL', message, cause === undefined ? {} : { cause });
}
