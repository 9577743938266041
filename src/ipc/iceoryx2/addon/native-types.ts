/**
 * What the addon of `native/` offers, as types: the thin layer over iceoryx2.
 *
 * Every object belongs to the thread that made it and has an idempotent `close()`; closing a node
 * closes all that it made, the youngest first. Errors carry a code of `ERROR_CODES`.
 *
 * @module
 */
import type { SharedConstants } from './shared-constants.ts';

/** A payload type, as iceoryx2 compares it when a service is opened. */
export interface PayloadType {
  readonly name: string;
  /** Bytes of one element. */
  readonly size: number;
  /** Alignment of one element in bytes. */
  readonly alignment: number;
  /** Whether a message is any number of elements instead of exactly one. */
  readonly isSlice: boolean;
}

/** Limits of a publish-subscribe service. */
export interface TopicLimits {
  readonly maxPublishers: number;
  readonly maxSubscribers: number;
  readonly maxNodes: number;
  /** Samples that a late subscriber still gets. */
  readonly history: number;
  /** Samples that wait at a subscriber. */
  readonly buffer: number;
  /** Samples that a subscriber may hold at a time. */
  readonly borrowed: number;
  /** Whether a full buffer drops its oldest sample instead of blocking the publisher. */
  readonly overflows: boolean;
}

/** Limits of a request-response service. */
export interface CallLimits {
  readonly maxServers: number;
  readonly maxClients: number;
  readonly maxNodes: number;
  /** Responses that wait at a client. */
  readonly responseBuffer: number;
}

/** Limits of an event service. */
export interface EventLimits {
  readonly maxNotifiers: number;
  readonly maxListeners: number;
  readonly maxNodes: number;
}

/** Publishes messages; never blocks on control services, which overflow. */
export interface NativePublisher {
  /** Answers how many subscribers got it. */
  publish(message: Uint8Array): number;
  close(): void;
}

/** Receives messages. */
export interface NativeSubscriber {
  /** The oldest message that waits, copied, or null. Never blocks. */
  receive(): Uint8Array | null;
  close(): void;
}

/** Asks servers. */
export interface NativeClient {
  ask(message: Uint8Array): NativeAnswer;
  close(): void;
}

/** A request that waits for its answer: nothing announces it, so it is polled. */
export interface NativeAnswer {
  /** How many servers the request reached. */
  servers(): number;
  /** The answer, copied, or null. Never blocks. */
  poll(): Uint8Array | null;
  close(): void;
}

/** Answers clients. */
export interface NativeServer {
  /** The oldest request that waits, or null. Never blocks. */
  receive(): NativeRequest | null;
  close(): void;
}

/** A request that waits for our answer. */
export interface NativeRequest {
  /** The request's bytes, copied. */
  bytes(): Uint8Array;
  /** Sends the answer and closes the request. */
  answer(message: Uint8Array): void;
  /** Leaves it unanswered. */
  close(): void;
}

/** Sends events. */
export interface NativeNotifier {
  /** Answers how many listeners were notified. */
  notify(eventId: number): number;
  close(): void;
}

/** Receives events. */
export interface NativeListener {
  /** Takes all events that wait. Never blocks. */
  drain(): number[];
  close(): void;
}

/** Ends a blocked wait: `wake(id)` of another thread does it. */
export interface NativeWaker {
  readonly id: number;
  close(): void;
}

/** Calls back into the event loop once after each `arm()`, when there are events to drain. */
export interface NativeWatch {
  arm(): void;
  /** Ends its thread; no callback comes after. */
  close(): void;
}

/** How a blocking wait ended. */
export const Wakeup = { TimedOut: 0, Ready: 1, Woken: 2 } as const;
export type Wakeup = (typeof Wakeup)[keyof typeof Wakeup];

/** Why a transfer between ring and connection ended; `Crowded`: nothing was there, and others want this core. */
export const TransferState = { Done: 0, SpanFull: 1, Stopped: 2, Crowded: 3 } as const;
export type TransferState = (typeof TransferState)[keyof typeof TransferState];

/** Words of the array that a transfer reports into. */
export const TransferResult = {
  /** Bytes of the span that hold, or held, the records moved. */
  Bytes: 0,
  Records: 1,
  /** Start of the last record moved, in bytes from the start of the span. */
  LastOffset: 2,
  /** Payload bytes of the record that did not fit. */
  NeededBytes: 3,
  /** Length of the array. */
  Words: 4,
} as const;

/** Which services a data connection uses. */
export interface DataServiceOptions {
  /** `Sy/<instance>/o/<port>`. */
  readonly name: string;
  /** `Sy/Ctl/<instance>/o/<port>`. */
  readonly controlName: string;
  readonly maxSenders: number;
  readonly maxReceivers: number;
  readonly maxNodes: number;
}

/** A subscription to an output port. */
export interface Inlet {
  /** Blocks until samples may have come, the waker fires or the limit passed; negative is none. */
  wait(waker: NativeWaker, limitMsec: number): Wakeup;
  /** Takes the events that wait, without looking at samples; never blocks. */
  drainEvents(): void;
  /**
   * Copies samples as records into a span of a ring until none is left; never blocks. The span is
   * the caller's alone during the call.
   *
   * @param memory - what the offset counts in
   * @param offset - start of the span in bytes, a multiple of 8
   * @param bytes - length of the span
   * @param sequence - number of the first record
   * @param words - the transfer ends as soon as `words[index]` is no longer `goOn`
   * @param result - gets the words of {@link TransferResult}
   */
  receive(
    memory: Uint8Array,
    offset: number,
    bytes: number,
    sequence: number,
    words: Int32Array,
    index: number,
    goOn: number,
    result: Int32Array,
  ): TransferState;
  close(): void;
}

/** The publisher of an output port. */
export interface Outlet {
  /** Connects new subscribers and wakes them for the history sample. */
  welcome(): void;
  /** Serves subscribers that came since; answers whether there were any. Never blocks. */
  serveSubscribers(): boolean;
  /**
   * Sends the records of a span of a ring, up to its end or a mark; blocks while a receiver is
   * full. Parameters as of {@link Inlet.receive}.
   */
  send(
    memory: Uint8Array,
    offset: number,
    bytes: number,
    words: Int32Array,
    index: number,
    goOn: number,
    result: Int32Array,
  ): TransferState;
  close(): void;
}

/** What became of an item. `Divided`: it was not sent to all of several receivers; one may have it. */
export const ItemSent = { Announced: 0, Unannounced: 1, Refused: 2, Divided: 3 } as const;
export type ItemSent = (typeof ItemSent)[keyof typeof ItemSent];

/** Which output port of a hub, and when its sends give up. */
export interface HubOutputOptions {
  readonly hubId: number;
  readonly port: number;
  /** `words[index]` other than `goOn` ends its waits. */
  readonly words: Int32Array;
  readonly index: number;
  readonly goOn: number;
  /** For how long after that one of several receivers is waited for, all items of a run together. */
  readonly lateRoomMsec: number;
}

/** Sends the items of an output port. */
export interface SendFunction {
  /**
   * Sends the first `byteLength` bytes of its buffer, and behind them those of `rest`, as one item. Patience while a
   * receiver is full: -1, the default, until the stop word changes (several receivers are waited for a little longer: one
   * may have the item), 0 none, else ms.
   */
  (byteLength: number, patienceMsec?: number, rest?: Uint8Array): ItemSent;
  /**
   * With a buffer: items lie there from now on, and nobody else may have or transfer its memory. Without: announces
   * what was sent.
   */
  (buffer?: Uint8Array): void;
}

/** Lends memory of an output port, one item at a time. */
export interface NativeHubLoan {
  /** Memory for an item, with old bytes; null if the stop came first. What was lent before is taken back. */
  lend(byteLength: number): ArrayBuffer | null;
  /** Sends what was lent: its buffer is detached. Patience as in {@link SendFunction}; what was refused may be sent again. */
  send(patienceMsec: number): ItemSent;
  /** What was lent or refused is not sent: its buffer is detached. Idempotent. */
  takeBack(): void;
}

/** How far a port has come. */
export interface PortProgress {
  readonly records: number;
  /** Of an input with the headers of the ring. */
  readonly bytes: number;
  /**
   * Items that wait outside of the ring, as far as known: those in shared memory count as one, and that of a send
   * which waits for its receivers.
   */
  readonly waiting: number;
}

/** Ports that live in the module's own thread: the supervisor's end. Calls wait while another thread uses a port. */
export interface NativePortHub {
  /** By which other threads find it. */
  readonly id: number;
  /** Answers the number of the port, as {@link openOutlet}. */
  openInlet(options: DataServiceOptions): number;
  openOutlet(options: DataServiceOptions): number;
  replaceOutlet(port: number, options: DataServiceOptions): void;
  /** Samples may be moved from now on. */
  activateInlet(port: number): void;
  welcome(port: number): void;
  announce(port: number): void;
  inletProgress(port: number): PortProgress;
  outletProgress(port: number): PortProgress;
  /** Items of an output that were taken over from its thread and are not sent yet. */
  backlogCount(port: number): number;
  /** Drops these items; returns how many were not sent, or not to all. */
  dropBacklog(port: number): number;
  closePort(port: number): void;
  close(): void;
}

/** What wakes the module's thread if the helper has taken its events. */
export interface NativeHubWatch {
  close(): void;
}

/** What wakes the module's thread for an input port. */
export interface NativeHubInletWatch {
  /**
   * Asks for one callback as soon as there are events. Samples lie in the span then, and `result` says how many, as
   * after a call of {@link ReceiveFunction}. The span stays unused until then, or until {@link disarm}.
   */
  arm(memory: Uint8Array, offset: number, bytes: number, sequence: number, result: Int32Array): void;
  /** Leaves the span alone from now on; the callback comes all the same. */
  disarm(): void;
  close(): void;
}

/**
 * Receives the items of an input port: as {@link Inlet.receive}, and takes the events that wait as well. Where there
 * is nothing it gives the core away, and says whether others want that.
 */
export type ReceiveFunction = (
  memory: Uint8Array,
  offset: number,
  bytes: number,
  sequence: number,
  result: Int32Array,
) => TransferState;

/** What a node is made with. */
export interface NativeNodeOptions {
  readonly name: string;
  /** Folder that both ends share. */
  readonly rootPath: string;
  readonly prefix: string;
  /** Whether to remove what killed processes left, now and at the end. */
  readonly cleansUp: boolean;
  /** Whether iceoryx2 logs at level debug instead of error. */
  readonly isVerbose: boolean;
}

/** A participant of iceoryx2; makes everything else. */
export interface NativeNode {
  publisher(name: string, options: { payload: PayloadType; limits: TopicLimits }): NativePublisher;
  subscriber(name: string, options: { payload: PayloadType; limits: TopicLimits }): NativeSubscriber;
  client(name: string, options: CallOptions): NativeClient;
  server(name: string, options: CallOptions): NativeServer;
  notifier(name: string, limits: EventLimits): NativeNotifier;
  listener(name: string, limits: EventLimits): NativeListener;
  inlet(options: DataServiceOptions): Inlet;
  outlet(options: DataServiceOptions): Outlet;
  close(): void;
}

/** A request-response service. */
export interface CallOptions {
  readonly request: PayloadType;
  readonly response: PayloadType;
  readonly limits: CallLimits;
}

/** Nodes of iceoryx2, by what became of their processes. */
export interface NodeCounts {
  readonly alive: number;
  /** The process is gone, what it shared is not: the next node made with clean-up removes it. */
  readonly dead: number;
  /** Of another user, or damaged. */
  readonly unknown: number;
}

/** The addon. */
export interface NativeAddon {
  readonly LinkNode: new (options: NativeNodeOptions) => NativeNode;
  readonly Waker: new () => NativeWaker;
  /** Not armed yet; the callback is called on the thread that made the watch. */
  readonly Watch: new (listeners: readonly NativeListener[], callback: () => void) => NativeWatch;
  /**
   * Calls back once, on the thread that made it, when the process gets SIGTERM or SIGINT; handlers
   * that were there before are called as well. One at a time in a process.
   */
  readonly SignalWatch: new (callback: () => void) => { close(): void };
  /** Blocks this thread until a listener has events, the waker fires or the limit passed. */
  waitAny(listeners: readonly NativeListener[], waker: NativeWaker, limitMsec: number): Wakeup;
  readonly PortHub: new (options: NativeNodeOptions) => NativePortHub;
  readonly HubWatch: new (hubId: number, callback: () => void) => NativeHubWatch;
  /** The callback is called once after each `arm()`. */
  readonly HubInletWatch: new (hubId: number, port: number, callback: () => void) => NativeHubInletWatch;
  hubReceiveFunction(hubId: number, port: number): ReceiveFunction;
  /** Whether this Node lets ports live in the module's own thread. */
  canUseEventLoop(): boolean;
  /** The function that sends the items of an output port. */
  hubSendFunction(options: HubOutputOptions): SendFunction;
  readonly HubLoan: new (options: HubOutputOptions) => NativeHubLoan;
  /** How long sends of an output port have waited for receivers since the last call, in µs. */
  hubTakeHeldBackUsec(hubId: number, port: number): number;
  /** Ends the wait of the waker with this id, in whatever thread; false if it is gone. */
  wake(wakerId: number): boolean;
  /** What the addon was built with of all that both languages must have the same. */
  layoutConstants(): SharedConstants;
  addonVersion(): string;
  /** Version of the iceoryx2 that the addon was built with. */
  iceoryxVersion(): string;
  /** Counts the nodes that share a folder and prefix; changes nothing. */
  countNodes(rootPath: string, prefix: string): NodeCounts;
  /** Removes dead nodes that share a folder and prefix, and what they shared; never what lives. */
  removeDeadNodes(rootPath: string, prefix: string): void;
}
