/** The socket to the run's server: it comes back by itself, also to the next run at this address. */
import {
  decodePicture,
  type ClientMessage,
  type Picture,
  type ServerMessage,
} from '../../src/view/protocol.ts';

const FIRST_RETRY_MSEC = 500;
const LONGEST_RETRY_MSEC = 3_000;

/** What is heard. */
export interface ConnectionListeners {
  readonly onMessage: (message: ServerMessage) => void;
  readonly onPicture: (picture: Picture) => void;
  readonly onConnected: () => void;
  /** Called once for each loss. */
  readonly onLost: () => void;
}

/** Connects again and again. */
export class Connection {
  readonly #listeners: ConnectionListeners;
  #socket: WebSocket | undefined;
  #retryMsec = FIRST_RETRY_MSEC;

  constructor(listeners: ConnectionListeners) {
    this.#listeners = listeners;
    this.#connect();
  }

  /** Sends, if there is somebody. */
  send(message: ClientMessage): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #connect(): void {
    const address = new URL('socket', location.href);
    address.protocol = 'ws:';
    const socket = new WebSocket(address);
    socket.binaryType = 'arraybuffer';
    let wasOpen = false;
    socket.addEventListener('open', () => {
      wasOpen = true;
      this.#socket = socket;
      this.#retryMsec = FIRST_RETRY_MSEC;
      this.#listeners.onConnected();
    });
    socket.addEventListener('message', ({ data }: MessageEvent<string | ArrayBuffer>) => {
      if (typeof data === 'string') this.#listeners.onMessage(JSON.parse(data) as ServerMessage);
      else this.#listeners.onPicture(decodePicture(data));
    });
    socket.addEventListener('close', () => {
      this.#socket = undefined;
      if (wasOpen) this.#listeners.onLost();
      setTimeout(() => this.#knock(), this.#retryMsec);
      this.#retryMsec = Math.min(LONGEST_RETRY_MSEC, this.#retryMsec * 1.5);
    });
  }

  /** Asks first whether somebody is there: a browser reports each socket that fails in its console. */
  #knock(): void {
    fetch(location.href, { method: 'HEAD', cache: 'no-store' }).then(
      () => this.#connect(),
      () => setTimeout(() => this.#knock(), LONGEST_RETRY_MSEC),
    );
  }
}
