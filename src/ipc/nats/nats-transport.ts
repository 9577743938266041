/**
 * The transport between machines. Its links move data in the event loop of the thread that made it.
 *
 * @module
 */
import { SyntalosError } from '../../errors.ts';
import { MAX_READERS, RingControl, createRing } from '../../shm/index.ts';
import { STAMP_SIDE_BYTES } from '../../shm/internal.ts';
import { PortPolicy } from '../messages.ts';
import type {
  DrainLimits,
  InputLink,
  InputTarget,
  OutputLink,
  OutputSource,
  Transport,
} from '../transport.ts';
import { drained } from '../drain-patience.ts';
import { outputChannel } from '../output-channel.ts';
import { readStatus, type StatusMessage, type WantedRecords } from './data-messages.ts';
import { dataSubject, statusSubject } from './data-subjects.ts';
import { GlanceLink } from './glance-link.ts';
import { LatestLink } from './latest-link.ts';
import { ReceiveLink } from './receive-link.ts';
import { SendLink, type RecordSender, type SendLinkOptions } from './send-link.ts';
import type { Wire } from './wire.ts';

/** A receiver says something ten times a second: one that is silent for this long is gone, in ms. */
const SILENCE_LIMIT_MSEC = 15_000;
const WATCH_MSEC = 1_000;

/** What sends to a receiver that wants so much. */
const SENDERS: Readonly<Record<WantedRecords, new (options: SendLinkOptions) => RecordSender>> = {
  all: SendLink,
  newest: LatestLink,
  glance: GlanceLink,
};

/** A receiver of an output, and when it was last heard of. */
interface Receiver {
  readonly link: RecordSender;
  readonly wants: WantedRecords;
  heardMsec: number;
}

/** Options of {@link createNatsTransport}. */
export interface NatsTransportOptions {
  /** Stays its owner's to close, after the transport. */
  readonly wire: Wire;
  /** Of the module whose output ports these are. */
  readonly instanceId: string;
  /** First part of all subjects: one for each run. */
  readonly prefix: string;
}

/** Makes the transport between machines. */
export function createNatsTransport(options: NatsTransportOptions): Transport {
  return new NatsTransport(options);
}

class NatsTransport implements Transport {
  readonly threadIds: readonly number[] = []; // it has none of its own
  readonly #options: NatsTransportOptions;
  readonly #links = new Set<{ close(): Promise<void> }>();
  #onFailure: (error: SyntalosError) => void = () => undefined;

  constructor(options: NatsTransportOptions) {
    this.#options = options;
  }

  onFailure(listener: (error: SyntalosError) => void): void {
    this.#onFailure = listener;
  }

  async openOutput({ portId, ring }: OutputSource): Promise<OutputLink> {
    const { wire, instanceId, prefix } = this.#options;
    const receivers = new Map<string, Receiver>();
    const moved = { items: 0, bytes: 0 };
    let sessions = 0;
    const base = Math.floor(Math.random() * 2 ** 20) * 2 ** 11; // a restarted sender's sessions are others
    const join = ({ receiverId, wants }: StatusMessage): Receiver => {
      const link = new SENDERS[wants]({
        wire,
        subject: dataSubject(prefix, receiverId),
        session: base + ++sessions,
        ring,
        onMoved: (records, bytes) => {
          if (wants === 'glance') return;
          moved.items += records;
          moved.bytes += bytes;
        },
      });
      const receiver = { link, wants, heardMsec: performance.now() };
      receivers.set(receiverId, receiver);
      return receiver;
    };
    const leave = (receiverId: string): void => {
      receivers.get(receiverId)?.link.close();
      receivers.delete(receiverId);
    };
    const take = (bytes: Uint8Array): void => {
      const status = readStatus(bytes);
      if (status === undefined) return;
      const known = receivers.get(status.receiverId);
      if (known !== undefined) known.heardMsec = performance.now();
      if (status.kind === 'close') leave(status.receiverId);
      else if (status.session === 0) {
        // Where the ring has no place, or many strangers ask: its own wait for an answer ends with what to look at.
        if (known !== undefined || receivers.size < MAX_READERS) (known ?? join(status)).link.greet();
      } else if (known?.link.session === status.session) {
        known.link.take(status);
        if (status.kind === 'asking') known.link.greet();
      }
    };
    const watch = setInterval(() => {
      for (const [receiverId, { heardMsec, wants }] of receivers) {
        if (performance.now() - heardMsec < SILENCE_LIMIT_MSEC) continue;
        leave(receiverId);
        if (wants === 'glance') continue;
        this.#onFailure(
          new SyntalosError(
            'ERR_SYNTALOS_CHANNEL',
            `Cannot send items of output "${portId}": a receiver was silent for ${SILENCE_LIMIT_MSEC / 1000} s; look whether its machine is connected to the same servers`,
          ),
        );
      }
    }, WATCH_MSEC).unref();
    const unsubscribe = wire.subscribe(statusSubject(prefix, instanceId, outputChannel(portId)), take);
    await wire.flush();
    const unsent = (): number => {
      const { readers } = RingControl.attach(ring).stats();
      const counts = [...receivers.values()].map(
        ({ link: { slot, pendingRecords } }) =>
          pendingRecords + (readers.find((reader) => reader.slot === slot)?.unreadCount ?? 0),
      );
      return Math.max(0, ...counts);
    };
    return this.#track({
      attachment: {},
      preset: () => Promise.resolve(), // the ring takes its 16 readers as they come
      begin: () => wire.flush(),
      moved,
      drain: async (limits: DrainLimits) => {
        const left = await drained(unsent, limits);
        if (left > 0) for (const { link } of receivers.values()) link.skip();
        return left;
      },
      close: () => {
        clearInterval(watch);
        unsubscribe();
        for (const receiverId of [...receivers.keys()]) leave(receiverId);
        return Promise.resolve();
      },
    });
  }

  async openInput({ portId, instanceId, channelId, policy }: InputTarget): Promise<InputLink> {
    const { wire, prefix } = this.#options;
    const ring = createRing({ sideBytes: STAMP_SIDE_BYTES });
    const link = new ReceiveLink({
      wire,
      statusSubject: statusSubject(prefix, instanceId, channelId),
      dataSubject: (receiverId) => dataSubject(prefix, receiverId),
      portId,
      ring,
      wants: policy === PortPolicy.Latest ? 'newest' : 'all',
      onFailure: (error) => this.#onFailure(error),
    });
    await wire.flush();
    return this.#track({
      ring,
      begin: () => link.begin(),
      get moved() {
        return link.moved;
      },
      drain: async (limits: DrainLimits) => {
        const before = link.greetings;
        link.ask();
        const left = (): number =>
          link.unreadCount + link.pendingMessages + (link.greetings === before ? 1 : 0);
        const missing = await drained(left, limits);
        return missing === 0 ? 0 : Math.max(1, link.unreadCount + link.pendingMessages);
      },
      close: () => link.close(),
    });
  }

  async close(): Promise<void> {
    await Promise.all([...this.#links].map((link) => link.close()));
  }

  #track<Link extends InputLink | OutputLink>(link: Link): Link {
    const close = link.close.bind(link);
    link.close = () => {
      this.#links.delete(link);
      return close();
    };
    this.#links.add(link);
    return link;
  }
}
