/**
 * Several carriers of messages over one pipe, told apart by name.
 *
 * @module
 */
import type { EnvelopeCarrier } from '../envelope/index.ts';
import type { Pipe } from './pipe.ts';

const MESSAGE = 0;
const END = 1;
/** Before each message: its kind, the length of the name, the name. */
const NAME_AT = 2;

interface Lane {
  listener: ((bytes: Uint8Array) => void) | undefined;
  readonly early: Uint8Array[];
  readonly ended: Promise<void>;
  readonly end: () => void;
}

/** Owns a pipe and hands out carriers. */
export class PipeCarriers {
  readonly #pipe: Pipe;
  readonly #lanes = new Map<string, Lane>();

  constructor(pipe: Pipe) {
    this.#pipe = pipe;
    pipe.onMessage((message) => this.#take(message));
    void pipe.ended.then(() => {
      for (const lane of this.#lanes.values()) lane.end();
    });
  }

  /**
   * The carrier of one name, to which the other end of the pipe has its own.
   *
   * @param name - at most 255 bytes
   */
  carrier(name: string): EnvelopeCarrier {
    const lane = this.#laneOf(name);
    return {
      post: (bytes) => this.#send(MESSAGE, name, bytes),
      onEnvelope: (listener) => {
        lane.listener = (bytes) => listener(bytes, {});
        for (const bytes of lane.early.splice(0)) lane.listener(bytes);
      },
      closed: lane.ended,
      close: () => {
        this.#send(END, name, new Uint8Array());
        lane.end();
        this.#lanes.delete(name);
      },
    };
  }

  #laneOf(name: string): Lane {
    let lane = this.#lanes.get(name);
    if (lane === undefined) {
      let end: () => void = () => undefined;
      const ended = new Promise<void>((resolve) => {
        end = resolve;
      });
      lane = { listener: undefined, early: [], ended, end };
      this.#lanes.set(name, lane);
    }
    return lane;
  }

  #send(kind: number, name: string, bytes: Uint8Array): void {
    const encoded = new TextEncoder().encode(name);
    const message = new Uint8Array(NAME_AT + encoded.byteLength + bytes.byteLength);
    message[0] = kind;
    message[1] = encoded.byteLength;
    message.set(encoded, NAME_AT);
    message.set(bytes, NAME_AT + encoded.byteLength);
    this.#pipe.send(message);
  }

  #take(message: Uint8Array): void {
    const bodyAt = NAME_AT + (message[1] ?? 0);
    if (message.byteLength < bodyAt) return;
    const name = new TextDecoder().decode(message.subarray(NAME_AT, bodyAt));
    const lane = this.#laneOf(name);
    if (message[0] === END) {
      lane.end();
      this.#lanes.delete(name);
      return;
    }
    const body = message.subarray(bodyAt);
    if (lane.listener === undefined) lane.early.push(body);
    else lane.listener(body);
  }
}
