/**
 * The control channel over iceoryx2, either end: a table of ports, made and served alike.
 *
 * @module
 */
import { SyntalosError, messageOf } from '../../errors.ts';
import type { MasterChannel, RequestHandler, RequestOptions, WorkerChannel } from '../channel.ts';
import {
  REQUEST_LIMITS_MSEC,
  type MasterRequest,
  type MasterResponse,
  type ResponseOf,
  type WorkerEvent,
  type WorkerRequest,
  type WorkerResponse,
} from '../messages.ts';
import {
  CONTROL_CALL_LIMITS,
  CONTROL_EVENT_ID,
  CONTROL_EVENT_LIMITS,
  CONTROL_TOPIC_LIMITS,
  EVENT_CHANNELS,
  MASTER_EVENT_CHANNEL,
  MASTER_REQUEST_KINDS,
  WORKER_EVENT_CHANNEL,
  WORKER_REQUEST_KINDS,
  callChannelOf,
  encodeRequest,
  encodeResponse,
  type EventChannel,
  type EventKind,
  type RequestKind,
} from './control-channels.ts';
import { errorLog, errorText, withoutZeros } from './event-text.ts';
import { nodeOptions, type LinkEnvironment } from './link-config.ts';
import type {
  NativeAddon,
  NativeAnswer,
  NativeClient,
  NativeListener,
  NativeNode,
  NativeNotifier,
  NativePublisher,
  NativeRequest,
  NativeServer,
  NativeSubscriber,
  NativeWatch,
} from './native-types.ts';
import { serviceName } from './service-names.ts';

/** What either end is made of. */
export interface Iceoryx2ChannelOptions {
  readonly native: NativeAddon;
  /** The module's. */
  readonly instanceId: string;
  readonly environment: LinkEnvironment;
  /** Gets what has no place on the wire: warnings, figures, whole stacks. */
  readonly log: (text: string) => void;
  /** Settles when the process at the other end is gone. */
  readonly gone: Promise<void>;
}

type AnyRequest = MasterRequest | WorkerRequest;
type AnyResponse = MasterResponse | WorkerResponse;

interface PendingCall {
  readonly kind: RequestKind;
  readonly answer: NativeAnswer;
  readonly deadline: number;
  readonly limitMsec: number;
  readonly resolve: (response: AnyResponse) => void;
  readonly reject: (error: Error) => void;
}

/** An answer is announced by nothing: it is looked for this often, in ms. */
const POLL_MSEC = 1;

const EVENT_KINDS = Object.keys(EVENT_CHANNELS) as readonly EventKind[];

/** Makes the module's end; nodes and ports belong to the calling thread. */
export function openIceoryx2WorkerChannel(options: Iceoryx2ChannelOptions): WorkerChannel {
  return new Iceoryx2Channel<MasterRequest, WorkerResponse>('worker', options);
}

/** Makes the host's end, before the module's process starts. */
export function openIceoryx2MasterChannel(options: Iceoryx2ChannelOptions): MasterChannel {
  return new Iceoryx2Channel<WorkerRequest, MasterResponse>('master', options);
}

/** Either end: they differ in who asks what, and in who publishes events. */
class Iceoryx2Channel<InRequest extends AnyRequest, OutResponse extends AnyResponse> {
  readonly closed: Promise<void>;
  readonly #log: (text: string) => void;
  readonly #node: NativeNode;
  readonly #servers = new Map<RequestKind, NativeServer>();
  readonly #clients = new Map<RequestKind, NativeClient>();
  readonly #publishers = new Map<EventKind, NativePublisher>();
  readonly #subscribers = new Map<EventKind, NativeSubscriber>();
  readonly #notifier: NativeNotifier;
  readonly #listener: NativeListener;
  readonly #watch: NativeWatch;
  readonly #pending = new Set<PendingCall>();
  /** Requests that wait for our answer. */
  readonly #unanswered = new Set<NativeRequest>();
  #pollTimer: NodeJS.Timeout | undefined;
  #handler: RequestHandler<InRequest, OutResponse> | undefined;
  #onEvent: ((event: WorkerEvent) => void) | undefined;
  #isClosed = false;
  #resolveClosed: () => void = () => undefined;

  constructor(end: 'worker' | 'master', options: Iceoryx2ChannelOptions) {
    const { native, instanceId, environment } = options;
    this.#log = options.log;
    this.closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
    this.#node = new native.LinkNode(nodeOptions(end, instanceId, environment));
    const isWorker = end === 'worker';
    const name = (channel: string): string => serviceName(instanceId, channel);
    try {
      for (const kind of isWorker ? MASTER_REQUEST_KINDS : WORKER_REQUEST_KINDS) {
        const { channel, requestType: request, responseType: response } = callChannelOf(kind);
        const call = { request, response, limits: CONTROL_CALL_LIMITS };
        this.#servers.set(kind, this.#node.server(name(channel), call));
      }
      for (const kind of isWorker ? WORKER_REQUEST_KINDS : MASTER_REQUEST_KINDS) {
        const { channel, requestType: request, responseType: response } = callChannelOf(kind);
        const call = { request, response, limits: CONTROL_CALL_LIMITS };
        this.#clients.set(kind, this.#node.client(name(channel), call));
      }
      for (const kind of EVENT_KINDS) {
        const { channel, type: payload } = EVENT_CHANNELS[kind];
        const topic = { payload, limits: CONTROL_TOPIC_LIMITS };
        if (isWorker) this.#publishers.set(kind, this.#node.publisher(name(channel), topic));
        else this.#subscribers.set(kind, this.#node.subscriber(name(channel), topic));
      }
      const [ours, theirs] = isWorker
        ? [WORKER_EVENT_CHANNEL, MASTER_EVENT_CHANNEL]
        : [MASTER_EVENT_CHANNEL, WORKER_EVENT_CHANNEL];
      this.#notifier = this.#node.notifier(name(ours), CONTROL_EVENT_LIMITS);
      this.#listener = this.#node.listener(name(theirs), CONTROL_EVENT_LIMITS);
      this.#watch = new native.Watch([this.#listener], [], () => this.#receive());
    } catch (error) {
      this.#node.close();
      throw error;
    }
    void options.gone.then(() => {
      this.#receive(); // its last words
      this.#end('the process at the other end is gone');
    });
  }

  serve(handler: RequestHandler<InRequest, OutResponse>): void {
    this.#handler = handler;
    this.#receive();
  }

  onEvent(listener: (event: WorkerEvent) => void): void {
    this.#onEvent = listener;
  }

  publish(event: WorkerEvent): void {
    if (this.#isClosed) return;
    switch (event.kind) {
      case 'error':
        this.#log(errorLog(event));
        this.#publish({ ...event, ...errorText(event) });
        break;
      case 'statusMessage':
        this.#publish({ ...event, text: withoutZeros(event.text) });
        break;
      case 'syncDetails':
      case 'syncOffset':
        this.#publish({ ...event, id: withoutZeros(event.id) });
        break;
      case 'stateChange':
        this.#publish(event);
        break;
      case 'warning':
        this.#log(`warning: ${event.message}`);
        break;
      case 'figure':
        this.#log(`figure: ${event.name} = ${event.value}${event.unit === '' ? '' : ` ${event.unit}`}`);
        break;
    }
  }

  request<R extends AnyRequest>(request: R, options: RequestOptions = {}): Promise<ResponseOf<R['kind']>> {
    const { kind } = request;
    const limitMsec = options.limitMsec ?? REQUEST_LIMITS_MSEC[kind];
    return new Promise((resolve, reject) => {
      const client = this.#clients.get(kind);
      if (this.#isClosed || client === undefined) {
        reject(channelError(`Cannot send "${kind}": the control channel is closed`));
        return;
      }
      const answer = client.ask(encodeRequest(request));
      if (answer.servers() === 0) {
        answer.close();
        reject(channelError(`Cannot send "${kind}": nobody answers at the other end`));
        return;
      }
      this.#notifier.notify(CONTROL_EVENT_ID);
      this.#pending.add({
        kind,
        answer,
        deadline: performance.now() + limitMsec,
        limitMsec,
        // The peer answers each kind with its own response: ResponseOf is the contract's table.
        resolve: (response) => resolve(response as ResponseOf<R['kind']>),
        reject,
      });
      this.#pollSoon();
    });
  }

  close(): Promise<void> {
    this.#end('it was closed');
    return Promise.resolve();
  }

  #publish(event: Extract<WorkerEvent, { kind: EventKind }>): void {
    // The table pairs each kind with its codec; one of all kinds is beyond the type system.
    const channel = EVENT_CHANNELS[event.kind] as EventChannel<EventKind>;
    this.#publishers.get(event.kind)?.publish(channel.encode(event));
    this.#notifier.notify(CONTROL_EVENT_ID);
  }

  /** Takes all that has come. The listener is drained first, or an event might be missed. */
  #receive(): void {
    if (this.#isClosed) return;
    this.#listener.drain();
    this.#takeEvents();
    for (const [kind, server] of this.#servers) {
      for (let request = server.receive(); request !== null; request = server.receive()) {
        this.#answer(kind, request);
      }
    }
    if (!this.#hasClosed()) this.#watch.arm();
  }

  #takeEvents(): void {
    for (const [kind, subscriber] of this.#subscribers) {
      for (let bytes = subscriber.receive(); bytes !== null; bytes = subscriber.receive()) {
        this.#take(kind, bytes);
      }
    }
  }

  #take(kind: EventKind, bytes: Uint8Array): void {
    try {
      this.#onEvent?.(EVENT_CHANNELS[kind].decode(bytes));
    } catch (error) {
      this.#onEvent?.({ kind: 'warning', message: `Ignored a damaged message: ${messageOf(error)}` });
    }
  }

  #answer(kind: RequestKind, request: NativeRequest): void {
    this.#unanswered.add(request);
    const reply = (response: OutResponse): void => {
      if (this.#unanswered.delete(request)) request.answer(encodeResponse(kind, response));
    };
    const refuse = (error: unknown): void => {
      const wasOpen = this.#unanswered.has(request);
      reply(refusalOf(kind, messageOf(error)) as OutResponse);
      // The wire has no room for the reason: it goes beside the answer.
      if (wasOpen) this.#tellRefusal(kind, error);
    };
    try {
      const message = callChannelOf(kind).decodeRequest(request.bytes()) as InRequest;
      this.#handler?.(message, reply, {}).catch(refuse);
    } catch (error) {
      refuse(error);
    }
  }

  #tellRefusal(kind: RequestKind, error: unknown): void {
    const message = `Request "${kind}" failed: ${messageOf(error)}`;
    if (this.#publishers.size > 0) {
      this.publish({
        kind: 'error',
        title: '',
        message,
        code: 'ERR_SYNTALOS_CHANNEL',
        stack: '',
        causes: [],
      });
    } else {
      this.#onEvent?.({ kind: 'warning', message });
    }
  }

  #pollSoon(): void {
    this.#pollTimer ??= setTimeout(() => {
      this.#pollTimer = undefined;
      for (const call of this.#pending) this.#poll(call);
      if (this.#pending.size > 0) this.#pollSoon();
    }, POLL_MSEC);
  }

  #poll(call: PendingCall): void {
    const { kind, answer, limitMsec } = call;
    try {
      const bytes = answer.poll();
      if (bytes !== null) {
        this.#settle(call);
        // What the other end said before its answer, such as why it refuses, comes before it.
        this.#takeEvents();
        call.resolve(callChannelOf(kind).decodeResponse(bytes));
      } else if (performance.now() > call.deadline) {
        this.#settle(call);
        call.reject(
          new SyntalosError(
            'ERR_SYNTALOS_TIMEOUT',
            `Request "${kind}" got no answer within ${limitMsec} ms`,
            {
              details: { request: kind, limitMsec },
            },
          ),
        );
      }
    } catch (error) {
      this.#settle(call);
      call.reject(channelError(`Request "${kind}" failed: ${messageOf(error)}`, error));
    }
  }

  #settle(call: PendingCall): void {
    this.#pending.delete(call);
    call.answer.close();
  }

  /** A call keeps the compiler from thinking that nothing changed across a handler. */
  #hasClosed(): boolean {
    return this.#isClosed;
  }

  #end(why: string): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#pollTimer);
    for (const call of this.#pending) {
      this.#settle(call);
      call.reject(channelError(`Request "${call.kind}" failed: control channel closed, ${why}`));
    }
    for (const request of this.#unanswered) request.close();
    this.#unanswered.clear();
    this.#watch.close();
    this.#node.close();
    this.#resolveClosed();
  }
}

/** The negative answer to a request of this kind. */
function refusalOf(kind: RequestKind, errorMessage: string): AnyResponse {
  switch (kind) {
    case 'apiVersion':
      return { kind: 'apiVersionInfo', apiVersion: '' };
    case 'saveSettings':
      return { kind: 'settingsData', success: false, data: new Uint8Array() };
    case 'edlReserve':
      return { kind: 'edlReservation', success: false, errorMessage, absolutePath: '' };
    default:
      return { kind: 'done', success: false };
  }
}

function channelError(message: string, cause?: unknown): SyntalosError {
  return new SyntalosError('ERR_SYNTALOS_CHANNEL', message, cause === undefined ? {} : { cause });
}
