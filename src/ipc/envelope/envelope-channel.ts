/**
 * A control channel of protobuf envelopes, over whatever carries their bytes.
 *
 * @module
 */
import { SyntalosError, messageOf, isSyntalosError } from '../../errors.ts';
import type { Attachment, MasterChannel, RequestHandler, RequestOptions, ModuleChannel } from '../channel.ts';
import {
  type MasterRequest,
  type MasterResponse,
  type ResponseOf,
  type ModuleEvent,
  type ModuleRequest,
  type ModuleResponse,
} from '../messages.ts';
import { REQUEST_LIMITS_MSEC } from '../limits.ts';
import { decodeEnvelope, encodeEnvelope, type Failure, type Message } from './envelope.ts';

/** What carries envelopes from one end to the other: in order, each once, as long as both are there. */
export interface EnvelopeCarrier {
  /** Sends without waiting; does nothing once {@link closed}. */
  post(bytes: Uint8Array, attachment: Attachment): void;
  /** Sets the one listener; what came before it is handed over at once. */
  onEnvelope(listener: (bytes: Uint8Array, attachment: Attachment) => void): void;
  /** Settles when the other end is gone or {@link close} was called. */
  readonly closed: Promise<void>;
  close(): void;
}

type AnyRequest = MasterRequest | ModuleRequest;
type AnyResponse = MasterResponse | ModuleResponse;

interface PendingCall {
  readonly what: string;
  readonly resolve: (response: AnyResponse) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

/** Makes the module's end of a channel over `carrier`, which it then owns. */
export function moduleChannelOver(carrier: EnvelopeCarrier): ModuleChannel {
  return new EnvelopeChannel<MasterRequest, ModuleResponse>(carrier);
}

/** Makes the host's end of a channel over `carrier`, which it then owns. */
export function masterChannelOver(carrier: EnvelopeCarrier): MasterChannel {
  return new EnvelopeChannel<ModuleRequest, MasterResponse>(carrier);
}

/** Either end: they differ only in which messages they may send, and that is their type's matter. */
class EnvelopeChannel<InRequest extends AnyRequest, OutResponse extends AnyResponse> {
  readonly closed: Promise<void>;
  readonly #carrier: EnvelopeCarrier;
  readonly #pending = new Map<number, PendingCall>();
  #nextCallId = 1;
  #handler: RequestHandler<InRequest, OutResponse> | undefined;
  #early: (() => void)[] = [];
  #listener: ((event: ModuleEvent) => void) | undefined;
  readonly #earlyEvents: ModuleEvent[] = [];
  #isClosed = false;

  constructor(carrier: EnvelopeCarrier) {
    this.#carrier = carrier;
    this.closed = carrier.closed.then(() => {
      this.#isClosed = true;
      this.#failPending(
        new SyntalosError('ERR_SYNTALOS_CHANNEL', 'Control channel closed: the other end is gone'),
      );
    });
    carrier.onEnvelope((bytes, attachment) => this.#receive(bytes, attachment));
  }

  serve(handler: RequestHandler<InRequest, OutResponse>): void {
    this.#handler = handler;
    const early = this.#early;
    this.#early = [];
    for (const handle of early) handle();
  }

  onEvent(listener: (event: ModuleEvent) => void): void {
    this.#listener = listener;
    // A module can be idle before its owner has the chance to listen.
    for (const event of this.#earlyEvents.splice(0)) listener(event);
  }

  publish(event: ModuleEvent): void {
    this.#post(0, event, {});
  }

  request<R extends AnyRequest>(request: R, options: RequestOptions = {}): Promise<ResponseOf<R['kind']>> {
    const limitMsec = options.limitMsec ?? REQUEST_LIMITS_MSEC[request.kind];
    const callId = this.#nextCallId++ >>> 0;
    return new Promise((resolve, reject) => {
      if (this.#isClosed) {
        reject(
          new SyntalosError(
            'ERR_SYNTALOS_CHANNEL',
            `Cannot send "${request.kind}": the control channel is closed`,
          ),
        );
        return;
      }
      const timer = setTimeout(() => {
        this.#pending.delete(callId);
        reject(
          new SyntalosError(
            'ERR_SYNTALOS_TIMEOUT',
            `Request "${request.kind}" got no answer within ${limitMsec} ms`,
            { details: { request: request.kind, limitMsec } },
          ),
        );
      }, limitMsec);
      this.#pending.set(callId, {
        what: request.kind,
        // The peer answers each kind with its own response: ResponseOf is the contract's table.
        resolve: (response) => resolve(response as ResponseOf<R['kind']>),
        reject,
        timer,
      });
      this.#post(callId, request, options.attachment ?? {});
    });
  }

  async close(): Promise<void> {
    this.#carrier.close();
    await this.closed;
  }

  #post(callId: number, message: Message, attachment: Attachment): void {
    if (this.#isClosed) return;
    this.#carrier.post(encodeEnvelope({ callId, message }), attachment);
  }

  #receive(bytes: Uint8Array, attachment: Attachment): void {
    let envelope;
    try {
      envelope = decodeEnvelope(bytes);
    } catch (error) {
      // A damaged message has no sender to answer: drop the connection rather than guess.
      this.#failPending(error as Error);
      this.#carrier.close();
      return;
    }
    const { callId, message } = envelope;
    switch (message.kind) {
      case 'done':
      case 'apiVersionInfo':
      case 'edlReservation':
      case 'settingsData':
      case 'failure':
        this.#settle(callId, message);
        break;
      case 'error':
      case 'stateChange':
      case 'statusMessage':
      case 'syncDetails':
      case 'syncOffset':
      case 'warning':
      case 'figure':
        if (this.#listener === undefined) this.#earlyEvents.push(message);
        else this.#listener(message);
        break;
      default: {
        const handle = (): void => this.#handle(callId, message as InRequest, attachment);
        if (this.#handler === undefined) this.#early.push(handle);
        else handle();
      }
    }
  }

  #handle(callId: number, request: InRequest, attachment: Attachment): void {
    let answered = false;
    const reply = (response: OutResponse | Failure): void => {
      if (answered) return;
      answered = true;
      this.#post(callId, response, {});
    };
    const refuse = (error: unknown): void => {
      reply({
        kind: 'failure',
        code: isSyntalosError(error) ? error.code : 'ERR_SYNTALOS_INTERNAL',
        message: messageOf(error),
      });
    };
    try {
      this.#handler?.(request, reply, attachment).catch(refuse);
    } catch (error) {
      refuse(error);
    }
  }

  #settle(callId: number, response: AnyResponse | Failure): void {
    const call = this.#pending.get(callId);
    if (call === undefined) return; // it was late: its caller has had a time-out
    this.#pending.delete(callId);
    clearTimeout(call.timer);
    if (response.kind === 'failure') {
      call.reject(
        new SyntalosError('ERR_SYNTALOS_CHANNEL', `Request "${call.what}" failed: ${response.message}`, {
          details: { request: call.what, code: response.code },
        }),
      );
    } else {
      call.resolve(response);
    }
  }

  #failPending(error: Error): void {
    for (const call of this.#pending.values()) {
      clearTimeout(call.timer);
      call.reject(error);
    }
    this.#pending.clear();
  }
}
