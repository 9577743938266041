/**
 * The control channel over iceoryx2, either end: a table of ports, made and served alike.
 *
 * @module
 */
import { SyntalosError, messageOf } from '../../../errors.ts';
import { logLineOf } from '../../log-lines.ts';
import type { MasterChannel, RequestHandler, RequestOptions, ModuleChannel } from '../../channel.ts';
import {
  ModuleState,
  REQUEST_LIMITS_MSEC,
  type MasterRequest,
  type MasterResponse,
  type ResponseOf,
  type ModuleEvent,
  type ModuleRequest,
  type ModuleResponse,
} from '../../messages.ts';
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
import { nodeOptions, type LinkEnvironment } from '../addon/link-config.ts';
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
} from '../addon/native-types.ts';
import { serviceName } from '../addon/service-names.ts';

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

type AnyRequest = MasterRequest | ModuleRequest;
type AnyResponse = MasterResponse | ModuleResponse;

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

/** An answer is announced by nothing: it is looked for this often, in ms. */
const POLL_MSEC = 1;

const EVENT_KINDS = Object.keys(EVENT_CHANNELS) as readonly EventKind[];

/** Makes the module's end; nodes and ports belong to the calling thread. */
export function openIceoryx2ModuleChannel(options: Iceoryx2ChannelOptions): ModuleChannel {
  return new Iceoryx2Channel<MasterRequest, ModuleResponse>('module', options);
}

/** Makes the host's end, before the module's process starts. */
export function openIceoryx2MasterChannel(options: Iceoryx2ChannelOptions): MasterChannel {
  return new Iceoryx2Channel<ModuleRequest, MasterResponse>('master', options);
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
  /** One of a kind: iceoryx2 takes no more than four requests of a client at a time. */
  readonly #pending = new Map<RequestKind, PendingCall>();
  /** Behind {@link #pending}, in their order. */
  readonly #queued: Call[] = [];
  /** Requests that wait for our answer. */
  readonly #unanswered = new Set<NativeRequest>();
  #pollTimer: NodeJS.Timeout | undefined;
  #handler: RequestHandler<InRequest, OutResponse> | undefined;
  #onEvent: ((event: ModuleEvent) => void) | undefined;
  #isClosed = false;
  #resolveClosed: () => void = () => undefined;

  constructor(end: 'module' | 'master', options: Iceoryx2ChannelOptions) {
    const { native, instanceId, environment } = options;
    this.#log = options.log;
    this.closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
    this.#node = new native.LinkNode(nodeOptions(end, instanceId, environment));
    const isModule = end === 'module';
    const name = (channel: string): string => serviceName(instanceId, channel);
    try {
      for (const kind of isModule ? MASTER_REQUEST_KINDS : WORKER_REQUEST_KINDS) {
        const { channel, requestType: request, responseType: response } = callChannelOf(kind);
        const call = { request, response, limits: CONTROL_CALL_LIMITS };
        this.#servers.set(kind, this.#node.server(name(channel), call));
      }
      for (const kind of isModule ? WORKER_REQUEST_KINDS : MASTER_REQUEST_KINDS) {
        const { channel, requestType: request, responseType: response } = callChannelOf(kind);
        const call = { request, response, limits: CONTROL_CALL_LIMITS };
        this.#clients.set(kind, this.#node.client(name(channel), call));
      }
      for (const kind of EVENT_KINDS) {
        const { channel, type: payload } = EVENT_CHANNELS[kind];
        const topic = { payload, limits: CONTROL_TOPIC_LIMITS };
        if (isModule) this.#publishers.set(kind, this.#node.publisher(name(channel), topic));
        else this.#subscribers.set(kind, this.#node.subscriber(name(channel), topic));
      }
      const [ours, theirs] = isModule
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

  onEvent(listener: (event: ModuleEvent) => void): void {
    this.#onEvent = listener;
  }

  publish(event: ModuleEvent): void {
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
      case 'figure':
        this.#log(logLineOf(event));
        break;
    }
  }

  request<R extends AnyRequest>(request: R, options: RequestOptions = {}): Promise<ResponseOf<R['kind']>> {
    return new Promise((resolve, reject) => {
      const call: Call = {
        request,
        limitMsec: options.limitMsec ?? REQUEST_LIMITS_MSEC[request.kind],
        // The peer answers each kind with its own response: ResponseOf is the contract's table.
        resolve: (response) => resolve(response as ResponseOf<R['kind']>),
        reject,
      };
      this.#queued.push(call);
      this.#sendNext(request.kind);
    });
  }

  close(): Promise<void> {
    this.#end('it was closed');
    return Promise.resolve();
  }

  #publish(event: Extract<ModuleEvent, { kind: EventKind }>): void {
    // The table pairs each kind with its codec; one of all kinds is beyond the type system.
    const channel = EVENT_CHANNELS[event.kind] as EventChannel<EventKind>;
    this.#attempt(`publish "${event.kind}"`, () => {
      this.#publishers.get(event.kind)?.publish(channel.encode(event));
      this.#notifier.notify(CONTROL_EVENT_ID);
    });
  }

  /** Does what iceoryx2 may refuse, as where the other end's memory is gone: that is no reason to end. */
  #attempt(what: string, action: () => void): void {
    try {
      action();
    } catch (error) {
      const message = `Cannot ${what}: ${messageOf(error)}`;
      this.#log(logLineOf({ kind: 'warning', message }));
      this.#onEvent?.({ kind: 'warning', message });
    }
  }

  /** Takes all that has come. The listener is drained first, or an event might be missed. */
  #receive(): void {
    if (this.#isClosed) return;
    this.#attempt('look for messages', () => this.#listener.drain());
    this.#takeEvents();
    for (const [kind, server] of this.#servers) {
      this.#attempt(`take request "${kind}"`, () => {
        for (let request = server.receive(); request !== null; request = server.receive()) {
          this.#answer(kind, request);
        }
      });
    }
    if (!this.#hasClosed()) this.#watch.arm();
  }

  #takeEvents(): void {
    for (const [kind, subscriber] of this.#subscribers) {
      this.#attempt(`take "${kind}"`, () => {
        for (let bytes = subscriber.receive(); bytes !== null; bytes = subscriber.receive()) {
          this.#take(kind, bytes);
        }
      });
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
      if (!this.#unanswered.has(request)) return;
      // The answer has no room for the reason, which comes first: the other end looks for it then.
      this.#tellRefusal(kind, error);
      reply(refusalOf(kind, messageOf(error)) as OutResponse);
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
      this.publish({ kind: 'stateChange', state: ModuleState.Error });
    } else {
      this.#onEvent?.({ kind: 'warning', message });
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
    const client = this.#clients.get(kind);
    if (this.#isClosed || client === undefined) {
      reject(channelError(`Cannot send "${kind}": the control channel is closed`));
      return;
    }
    try {
      const answer = client.ask(encodeRequest(request));
      this.#pending.set(kind, { call, answer, deadline: performance.now() + limitMsec });
      if (answer.servers() === 0)
        throw channelError(`Cannot send "${kind}": nobody answers at the other end`);
      this.#notifier.notify(CONTROL_EVENT_ID);
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
        // What the other end said before its answer, such as why it refuses, comes before it.
        this.#takeEvents();
        call.resolve(callChannelOf(kind).decodeResponse(bytes));
        this.#settle(kind);
      } else if (performance.now() > deadline) {
        call.reject(
          new SyntalosError(
            'ERR_SYNTALOS_TIMEOUT',
            `Request "${kind}" got no answer within ${limitMsec} ms`,
            {
              details: { request: kind, limitMsec },
            },
          ),
        );
        this.#settle(kind);
      }
    } catch (error) {
      call.reject(channelError(`Request "${kind}" failed: ${messageOf(error)}`, error));
      this.#settle(kind);
    }
  }

  /** A request is over: the next one of its kind may go. */
  #settle(kind: RequestKind): void {
    this.#drop(kind);
    this.#sendNext(kind);
  }

  #drop(kind: RequestKind): void {
    this.#pending.get(kind)?.answer.close();
    this.#pending.delete(kind);
  }

  /** A call keeps the compiler from thinking that nothing changed across a handler. */
  #hasClosed(): boolean {
    return this.#isClosed;
  }

  #end(why: string): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#pollTimer);
    const sent = [...this.#pending.values()].map(({ call }) => call);
    for (const kind of [...this.#pending.keys()]) this.#drop(kind);
    for (const { request, reject } of [...sent, ...this.#queued.splice(0)]) {
      reject(channelError(`Request "${request.kind}" failed: control channel closed, ${why}`));
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
