/**
 * A way for messages between two machines: in order, each once, however often the connection breaks; and the
 * news that the other end is gone.
 *
 * Made of a data link in each direction.
 *
 * @module
 */
import { sleep } from '../../deadline.ts';
import { SyntalosError } from '../../errors.ts';
import { RingControl, RingReader, RingWriter, createRing } from '../../shm/index.ts';
import { DEFAULT_PORT_LIMITS } from '../limits.ts';
import { outputChannel } from '../output-channel.ts';
import type { Bus } from './bus.ts';
import { createNatsTransport } from './nats-transport.ts';

/** The other end is looked for this often, in ms. */
const LOOK_MSEC = 500;
/** A look waits so long for its answer, in ms. */
const LOOK_LIMIT_MSEC = 1_000;
/** An end that the servers do not know for this long is gone, in ms: a broken connection comes back sooner. */
const ABSENCE_LIMIT_MSEC = 2_000;
/** For so long after our own connection has come back, in ms, the other end's may take longer: only its silence counts. */
const REUNION_MSEC = 10_000;
/** An end that does not answer for this long is gone, in ms, if nobody says otherwise. */
const SILENCE_LIMIT_MSEC = 10_000;
/** How long the ends may take to find each other, in ms. */
const OPEN_LIMIT_MSEC = 5_000;
/** How long the last messages may take, in ms. */
const CLOSE_LIMIT_MSEC = 1_000;
const PIPE_PORT = 'pipe';

/** Which end this is. */
export type PipeEnd = 'host' | 'agent';

/** What ended a pipe. */
export type PipeOutcome = { readonly kind: 'closed' } | { readonly kind: 'gone'; readonly why: string };

/** One end of a pipe. */
export interface Pipe {
  /** Never waits; does nothing once the pipe has ended. */
  send(message: Uint8Array): void;
  /** Sets the one listener; messages that came before it are handed over at once. */
  onMessage(listener: (message: Uint8Array) => void): void;
  /** Settles when either end has closed, or the other one is gone. */
  readonly ended: Promise<PipeOutcome>;
  /** Sends what is left, then ends both ends. */
  close(): Promise<void>;
}

/** Options of {@link openPipe}. */
export interface PipeOptions {
  /** Stays its owner's. */
  readonly bus: Bus;
  /** First part of all subjects. */
  readonly prefix: string;
  readonly end: PipeEnd;
  /** An end that does not answer for this long is gone, in ms. */
  readonly silenceLimitMsec?: number;
}

/**
 * Opens one end; resolves when the other one is there.
 *
 * @throws `ERR_SYNTALOS_TIMEOUT` - it does not come
 */
export async function openPipe(options: PipeOptions): Promise<Pipe> {
  const { bus, prefix, end } = options;
  const other = end === 'host' ? 'agent' : 'host';
  const transport = createNatsTransport({ wire: bus.wire, instanceId: end, prefix });
  const stopAnswering = bus.answer(presenceSubject(prefix, end), () => new Uint8Array());
  try {
    const ring = createRing();
    const output = await transport.openOutput({ portId: PIPE_PORT, ring, limits: DEFAULT_PORT_LIMITS });
    const input = await transport.openInput({
      portId: PIPE_PORT,
      instanceId: other,
      channelId: outputChannel(PIPE_PORT),
      limits: DEFAULT_PORT_LIMITS,
      attachment: {},
    });
    const reader = RingReader.attach(input.ring);
    await input.begin();
    // What is written before the other end has its place would not be kept for it.
    const deadline = performance.now() + OPEN_LIMIT_MSEC;
    while (RingControl.attach(ring).stats().readers.length === 0) {
      if (performance.now() > deadline) {
        throw new SyntalosError(
          'ERR_SYNTALOS_TIMEOUT',
          `Waited ${OPEN_LIMIT_MSEC} ms for the ${other}: it does not listen`,
        );
      }
      await sleep(5);
    }
    return new NatsPipe(options, {
      writer: RingWriter.claim(ring),
      reader,
      drain: () => output.drain({ limitMsec: CLOSE_LIMIT_MSEC }),
      close: async () => {
        stopAnswering();
        await transport.close();
      },
    });
  } catch (error) {
    stopAnswering();
    await transport.close();
    throw error;
  }
}

const MESSAGE = 0;
const BYE = 1;

interface PipeLinks {
  readonly writer: RingWriter;
  readonly reader: RingReader;
  drain(): Promise<unknown>;
  close(): Promise<void>;
}

class NatsPipe implements Pipe {
  readonly ended: Promise<PipeOutcome>;
  readonly #options: PipeOptions;
  readonly #links: PipeLinks;
  readonly #closing = new AbortController();
  readonly #waiting: Uint8Array[] = [];
  readonly #early: Uint8Array[] = [];
  #listener: ((message: Uint8Array) => void) | undefined;
  #isBlocked = false;
  #seenMsec = performance.now();
  #hasEnded = false;
  #end: (outcome: PipeOutcome) => void = () => undefined;

  constructor(options: PipeOptions, links: PipeLinks) {
    this.#options = options;
    this.#links = links;
    this.ended = new Promise((resolve) => {
      this.#end = (outcome) => {
        if (this.#hasEnded) return;
        this.#hasEnded = true;
        this.#closing.abort();
        links.reader.close();
        void links.close();
        resolve(outcome);
      };
    });
    this.#read();
    void this.#watch();
  }

  send(message: Uint8Array): void {
    this.#put(MESSAGE, message);
  }

  onMessage(listener: (message: Uint8Array) => void): void {
    this.#listener = listener;
    for (const message of this.#early.splice(0)) listener(message);
  }

  async close(): Promise<void> {
    if (this.#hasEnded) return;
    this.#put(BYE, new Uint8Array());
    await this.#links.drain();
    this.#end({ kind: 'closed' });
  }

  #put(kind: number, message: Uint8Array): void {
    if (this.#hasEnded) return;
    const bytes = new Uint8Array(1 + message.byteLength);
    bytes[0] = kind;
    bytes.set(message, 1);
    this.#waiting.push(bytes);
    this.#write();
  }

  readonly #write = (): void => {
    if (this.#isBlocked) return;
    const { writer } = this.#links;
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      if (!writer.tryWrite(next)) {
        this.#isBlocked = true;
        writer
          .waitSpaceAsync(next.byteLength, { signal: this.#closing.signal })
          .then((outcome) => {
            this.#isBlocked = false;
            if (outcome === 'ready') this.#write();
          })
          .catch(() => undefined); // the pipe has ended
        return;
      }
      this.#waiting.shift();
    }
  };

  #read(): void {
    const { reader } = this.#links;
    const take = (): void => {
      while (!this.#hasEnded && reader.tryNext()) {
        const { memory, offset, byteLength } = reader;
        this.#take(memory.bytes.slice(offset, offset + byteLength));
      }
      if (this.#hasEnded) return;
      reader.release();
      wait();
    };
    const wait = (): void => {
      reader.onceData(
        {
          // Later: within this call the wait still counts as under way.
          onOutcome: (outcome) => {
            if (outcome === 'ready') setImmediate(take);
          },
          onError: () => undefined, // closed
        },
        { signal: this.#closing.signal },
      );
    };
    take();
  }

  #take(bytes: Uint8Array): void {
    this.#seenMsec = performance.now();
    if (bytes[0] === BYE) {
      this.#end({ kind: 'closed' });
      return;
    }
    const message = bytes.subarray(1);
    if (this.#listener === undefined) this.#early.push(message);
    else this.#listener(message);
  }

  /** Looks whether the other end is there. */
  async #watch(): Promise<void> {
    const { bus, prefix, end, silenceLimitMsec = SILENCE_LIMIT_MSEC } = this.#options;
    const other = end === 'host' ? 'agent' : 'host';
    let absentSinceMsec: number | undefined;
    while (!this.#hasEnded) {
      await sleep(LOOK_MSEC);
      const answer = await bus.ask(presenceSubject(prefix, other), new Uint8Array(), LOOK_LIMIT_MSEC);
      const nowMsec = performance.now();
      if (answer instanceof Uint8Array) this.#seenMsec = nowMsec;
      absentSinceMsec = answer === 'nobody' ? (absentSinceMsec ?? nowMsec) : undefined;
      const awayMsec = nowMsec - this.#seenMsec;
      const isReunion = nowMsec - bus.wire.reconnectedMsec < REUNION_MSEC;
      const isAbsent = absentSinceMsec !== undefined && nowMsec - absentSinceMsec > ABSENCE_LIMIT_MSEC;
      if (isAbsent && !isReunion) {
        this.#end({ kind: 'gone', why: 'it has left the servers' });
      } else if (awayMsec > silenceLimitMsec) {
        const why = bus.wire.isConnected
          ? `it was silent for ${(awayMsec / 1000).toFixed(0)} s`
          : `the connection to the servers broke ${(awayMsec / 1000).toFixed(0)} s ago`;
        this.#end({ kind: 'gone', why });
      }
    }
  }
}

/** Where an end says that it is there. */
function presenceSubject(prefix: string, end: PipeEnd): string {
  return `${prefix}.present.${end}`;
}
