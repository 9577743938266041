/**
 * A talk with a board that speaks Firmata: bytes in and out, and the board as firmata-io knows it.
 *
 * @module
 */
import { EventEmitter, once } from 'node:events';
import type { Firmata, FirmataConstructor, FirmataTransport } from './firmata-types.ts';

/** How a {@link FirmataSession} talks. */
export interface FirmataSessionOptions {
  /** Takes the bytes for the board. */
  readonly send: (bytes: Uint8Array) => void;
  /** A board that gave no sign for so long is asked for one: most tell by themselves when they have started. */
  readonly askAfterMsec: number;
  /** Between two readings of analog inputs. */
  readonly samplingMsec: number;
  /** Called when the board starts anew, which makes it forget the modes of its lines. */
  readonly onRestart: () => void;
}

/** No message of a board is longer. */
const MOST_MESSAGE_BYTES = 4096;

/** From the first byte to the last one. */
export class FirmataSession {
  readonly board: Firmata;
  /** Settles when the board has told what pins it has; never, where it does not answer. */
  readonly ready: Promise<unknown>;
  /** Messages that made no sense. */
  damagedCount = 0;
  readonly #transport: Transport;
  readonly #send: (bytes: Uint8Array) => void;

  /** @param Board - the class that `loadFirmata` gives */
  constructor(Board: FirmataConstructor, options: FirmataSessionOptions) {
    this.#send = options.send;
    this.#transport = new Transport(options.send);
    this.board = new Board(this.#transport, {
      reportVersionTimeout: options.askAfterMsec,
      samplingInterval: options.samplingMsec,
    });
    this.ready = once(this.board, 'ready');
    // It reports its firmware when it starts; what it was asked before it was ready, it has answered by then.
    this.board.once('ready', () => this.board.on('queryfirmware', options.onRestart));
  }

  /** Takes bytes that the board has sent, cut anywhere. */
  receive(bytes: Uint8Array): void {
    for (const byte of bytes) {
      try {
        this.#transport.emit('data', [byte]);
      } catch {
        // A damaged message names a pin that the board does not have.
        this.#dropMessage();
      }
      if (this.board.buffer.length > MOST_MESSAGE_BYTES) this.#dropMessage();
    }
  }

  /** Sends a message that firmata-io has no call for. */
  send(...bytes: number[]): void {
    this.#send(Uint8Array.from(bytes));
  }

  #dropMessage(): void {
    this.board.buffer.length = 0;
    this.damagedCount++;
  }
}

/** The port, as firmata-io wants it. */
class Transport extends EventEmitter implements FirmataTransport {
  readonly #send: (bytes: Uint8Array) => void;

  constructor(send: (bytes: Uint8Array) => void) {
    super();
    this.#send = send;
  }

  write(bytes: Uint8Array, written?: () => void): void {
    this.#send(bytes);
    written?.();
  }
}
