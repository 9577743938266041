/**
 * The control channel over iceoryx2, either end: one port for each kind of message, made and served
 * by one loop over the tables of `control-channels.ts`.
 *
 * @module
 */
import type { Environment } from '../../../environment.ts';
import { endsWithin } from '../../../deadline.ts';
import { messageOf } from '../../../errors.ts';
import { logLineOf } from '../../log-lines.ts';
import type { MasterChannel, RequestHandler, RequestOptions, ModuleChannel } from '../../channel.ts';
import {
  ModuleState,
  type MasterRequest,
  type MasterResponse,
  type ResponseOf,
  type ModuleEvent,
  type ModuleRequest,
  type ModuleResponse,
} from '../../messages.ts';
import {
  EVENT_CHANNELS,
  MASTER_REQUEST_KINDS,
  MODULE_REQUEST_KINDS,
  callChannelOf,
  encodeResponse,
  type EventChannel,
  type EventKind,
  type RequestKind,
} from './control-channels.ts';
import { CONTROL_CALL_LIMITS, CONTROL_EVENT_LIMITS, CONTROL_TOPIC_LIMITS } from '../../limits.ts';
import { EventFloods } from './event-floods.ts';
import { errorLog, errorText, withoutZeros } from './event-text.ts';
import { nodeOptions } from '../link-config.ts';
import type {
  NativeAddon,
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
import {
  CONTROL_EVENT_ID,
  EVENT_CHANNEL_NAMES,
  MASTER_NOTICES,
  MODULE_NOTICES,
  REQUEST_CHANNELS,
  serviceName,
} from '../service-names.ts';
import { OutgoingCalls } from './outgoing-calls.ts';

/** Options of both ends. */
export interface Iceoryx2ChannelOptions {
  readonly native: NativeAddon;
  /** The module's. */
  readonly instanceId: string;
  readonly environment: Environment;
  /** Gets what has no place on the wire: warnings, figures, whole stacks. */
  readonly log: (text: string) => void;
  /** Settles when the process at the other end is gone. */
  readonly gone: Promise<void>;
}

/**
 * How long the end of a module waits for a first sign of its master, in ms: who has not looked by then finds nothing
 * of what was published, not even that it failed.
 */
const UNHEARD_LIMIT_MSEC = 300;

type AnyRequest = MasterRequest | ModuleRequest;
type AnyResponse = MasterResponse | ModuleResponse;

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
  readonly #calls: OutgoingCalls;
  readonly #publishers = new Map<EventKind, NativePublisher>();
  readonly #subscribers = new Map<EventKind, NativeSubscriber>();
  readonly #notifier: NativeNotifier;
  readonly #listener: NativeListener;
  readonly #watch: NativeWatch;
  /** Requests that wait for our answer. */
  readonly #unanswered = new Set<NativeRequest>();
  #handler: RequestHandler<InRequest, OutResponse> | undefined;
  #onEvent: ((event: ModuleEvent) => void) | undefined;
  /** Came before there was a listener. */
  readonly #earlyEvents: ModuleEvent[] = [];
  readonly #floods: EventFloods;
  #isClosed = false;
  /** The other end has asked or answered something: it has looked for all that is here. */
  #hasHeard = false;
  #noteHeard: () => void = () => undefined;
  readonly #firstHeard = new Promise<void>((resolve) => {
    this.#noteHeard = () => {
      this.#hasHeard = true;
      resolve();
    };
  });
  #resolveClosed: () => void = () => undefined;

  constructor(end: 'module' | 'master', options: Iceoryx2ChannelOptions) {
    const { native, instanceId, environment } = options;
    this.#log = options.log;
    this.#floods = new EventFloods({
      send: (event) => this.#send(event),
      warn: (message) => this.#log(logLineOf({ kind: 'warning', message })),
    });
    this.closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
    this.#node = new native.LinkNode(nodeOptions(end, instanceId, environment));
    const isModule = end === 'module';
    const name = (channel: string): string => serviceName(instanceId, channel);
    const clients = new Map<RequestKind, NativeClient>();
    try {
      for (const kind of isModule ? MASTER_REQUEST_KINDS : MODULE_REQUEST_KINDS) {
        const { requestType: request, responseType: response } = callChannelOf(kind);
        const call = { request, response, limits: CONTROL_CALL_LIMITS };
        this.#servers.set(kind, this.#node.server(name(REQUEST_CHANNELS[kind]), call));
      }
      for (const kind of isModule ? MODULE_REQUEST_KINDS : MASTER_REQUEST_KINDS) {
        const { requestType: request, responseType: response } = callChannelOf(kind);
        const call = { request, response, limits: CONTROL_CALL_LIMITS };
        clients.set(kind, this.#node.client(name(REQUEST_CHANNELS[kind]), call));
      }
      for (const kind of EVENT_KINDS) {
        const channel = EVENT_CHANNEL_NAMES[kind];
        const topic = { payload: EVENT_CHANNELS[kind].type, limits: CONTROL_TOPIC_LIMITS };
        if (isModule) this.#publishers.set(kind, this.#node.publisher(name(channel), topic));
        else this.#subscribers.set(kind, this.#node.subscriber(name(channel), topic));
      }
      const [ours, theirs] = isModule ? [MODULE_NOTICES, MASTER_NOTICES] : [MASTER_NOTICES, MODULE_NOTICES];
      this.#notifier = this.#node.notifier(name(ours), CONTROL_EVENT_LIMITS);
      this.#listener = this.#node.listener(name(theirs), CONTROL_EVENT_LIMITS);
      this.#watch = new native.Watch([this.#listener], () => this.#receive());
      this.#calls = new OutgoingCalls({
        clients,
        onSent: () => this.#notifier.notify(CONTROL_EVENT_ID),
        onAnswer: () => {
          this.#noteHeard();
          this.#takeEvents();
        },
      });
    } catch (error) {
      this.#node.close();
      throw error;
    }
    this.#watch.arm();
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
    // A module can be idle before its owner has the chance to listen.
    for (const event of this.#earlyEvents.splice(0)) listener(event);
  }

  publish(event: ModuleEvent): void {
    if (this.#isClosed) return;
    if (event.kind === 'error') this.#log(errorLog(event));
    this.#floods.pass(event);
  }

  #send(event: ModuleEvent): void {
    switch (event.kind) {
      case 'error':
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
    return this.#calls.request(request, options.limitMsec);
  }

  async close(): Promise<void> {
    this.#floods.end();
    const isUnheard = !this.#isClosed && this.#publishers.size > 0 && !this.#hasHeard;
    if (isUnheard) await endsWithin(Promise.race([this.closed, this.#firstHeard]), UNHEARD_LIMIT_MSEC);
    this.#end('it was closed');
  }

  #publish(event: Extract<ModuleEvent, { kind: EventKind }>): void {
    // The table pairs each kind with its codec; one of all kinds is beyond the type system.
    const channel = EVENT_CHANNELS[event.kind] as EventChannel<EventKind>;
    this.#attempt(`publish "${event.kind}"`, () => {
      this.#publishers.get(event.kind)?.publish(channel.encode(event));
      this.#notifier.notify(CONTROL_EVENT_ID);
    });
  }

  /** Does what iceoryx2 may refuse, as when the other end's memory is gone: that is no reason to end. */
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
    // Requests from before serve() wait in their service, which has room: the other end sends one of a kind at a time.
    for (const [kind, server] of this.#handler === undefined ? [] : this.#servers) {
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
    let event: ModuleEvent;
    try {
      event = EVENT_CHANNELS[kind].decode(bytes);
    } catch (error) {
      event = { kind: 'warning', message: `Ignored a damaged message: ${messageOf(error)}` };
    }
    if (this.#onEvent === undefined) this.#earlyEvents.push(event);
    else this.#onEvent(event);
  }

  #answer(kind: RequestKind, request: NativeRequest): void {
    this.#noteHeard();
    this.#unanswered.add(request);
    const reply = (response: OutResponse): void => {
      if (this.#unanswered.delete(request)) request.answer(encodeResponse(kind, response));
    };
    const refuse = (error: unknown): void => {
      if (!this.#unanswered.has(request)) return;
      // The answer has no room for the reason, which comes first: the other end looks for it then.
      this.#reportRefusal(kind, error);
      reply(callChannelOf(kind).refusal(messageOf(error)) as OutResponse);
    };
    try {
      const message = callChannelOf(kind).decodeRequest(request.bytes()) as InRequest;
      this.#handler?.(message, reply, {}).catch(refuse);
    } catch (error) {
      refuse(error);
    }
  }

  #reportRefusal(kind: RequestKind, error: unknown): void {
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

  /** A call keeps the compiler from thinking that nothing changed across a handler. */
  #hasClosed(): boolean {
    return this.#isClosed;
  }

  #end(why: string): void {
    if (this.#isClosed) return;
    this.#floods.end();
    this.#isClosed = true;
    this.#calls.end(why);
    for (const request of this.#unanswered) request.close();
    this.#unanswered.clear();
    this.#watch.close();
    this.#node.close();
    this.#resolveClosed();
  }
}
