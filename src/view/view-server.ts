/**
 * Serves the live page of a run, and whoever else looks. Runs in a thread of its own: nothing that a browser does
 * takes time of the host.
 *
 * @module
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { hostname } from 'node:os';
import type { Duplex } from 'node:stream';
import { isDeepStrictEqual } from 'node:util';
import { WebSocketServer, type WebSocket } from 'ws';
import { sleep } from '../deadline.ts';
import { bracketed, isOwnRequest, isSameSecret, newToken } from './access.ts';
import { MAX_CLIENT_BYTES, readClientMessage } from './client-message.ts';
import { PAGE_HEADERS, pageFile, type PageFile } from './page-files.ts';
import { Page } from './page.ts';
import { RunMemory } from './run-memory.ts';
import { VIEW_PROTOCOL, type ServerMessage } from './protocol.ts';
import type { RunNews, ViewSetup } from './thread-messages.ts';

/** How often rings are looked into, in ms. */
const LOOK_MSEC = 45;
/** How often a page is asked whether it is still there, in ms; one that says nothing is dropped at the next time. */
const PING_MSEC = 30_000;
/** At the end, pages may take this long to get what is left, in ms. */
const FAREWELL_MSEC = 1_000;
/** Pages at a time: each costs time of this thread. */
const MAX_PAGES = 8;
/** Closing a socket, as RFC 6455 numbers reasons. */
const GOING_AWAY = 1001;
const BAD_DATA = 1007;
const TRY_LATER = 1013;

/** What the server is made of. */
export interface ViewServerOptions extends ViewSetup {
  /** The token of who listens at a port. */
  readonly tokenOf: (port: number) => string;
  readonly onStop: () => void;
  /** Called when pages look at other outputs than before, with all of these. */
  readonly onLook: (outputs: readonly string[]) => void;
}

interface Visitor {
  readonly page: Page;
  readonly socket: WebSocket;
  isAlive: boolean;
}

/** The server of one process: one page for all of its runs. */
export class ViewServer {
  readonly #options: ViewServerOptions;
  readonly #http: Server;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_CLIENT_BYTES,
    perMessageDeflate: false,
    clientTracking: false,
  });
  readonly #visitors = new Set<Visitor>();
  readonly #memory = new RunMemory();
  #lookedAt: readonly string[] = [];
  #port = 0;
  #token = newToken();
  #looking: NodeJS.Timeout | undefined;
  #pinging: NodeJS.Timeout | undefined;

  constructor(options: ViewServerOptions) {
    this.#options = options;
    this.#http = createServer((request, response) => this.#answer(request, response));
    this.#http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
    this.#http.on('clientError', (_error, socket) => socket.destroy());
  }

  /**
   * Begins to listen.
   *
   * @throws what the system says of a port that cannot be had, unless another will do
   */
  async listen(): Promise<void> {
    const { port, mayMove } = this.#options;
    try {
      await this.#tryListen(port);
    } catch (error) {
      if (!mayMove || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      await this.#tryListen(0);
    }
    const address = this.#http.address();
    this.#port = typeof address === 'object' && address !== null ? address.port : port;
    this.#token = this.#options.tokenOf(this.#port);
    this.#pinging = setInterval(() => this.#ping(), PING_MSEC);
  }

  get port(): number {
    return this.#port;
  }

  get token(): string {
    return this.#token;
  }

  /** What to type into a browser. */
  get address(): string {
    const { host } = this.#options;
    // Who listens everywhere is found under the machine's name from elsewhere, here under its own address.
    const name = host === '0.0.0.0' || host === '::' ? hostname() : bracketed(host);
    return `http://${name}:${this.#port}/${this.#token}/`;
  }

  /** Takes the host's word on the run. */
  take(message: RunNews): void {
    const pages = [...this.#visitors].map(({ page }) => page);
    switch (message.kind) {
      case 'log':
        this.#memory.addLines(message.lines);
        for (const page of pages) page.log(message.lines);
        return;
      case 'figures': {
        const figures = this.#memory.setFigures(message.figures, message.cpuUsers);
        for (const page of pages) page.update(figures);
        return;
      }
      case 'graph': {
        const graph = this.#memory.setGraph(message.graph, message.rings);
        for (const page of pages) {
          page.send(graph);
          page.attach();
        }
        return;
      }
      case 'run':
        this.#sendToAll(this.#memory.begin(message));
        return;
      case 'ended':
        for (const page of pages) page.look(performance.now());
        this.#sendToAll(this.#memory.setEnd(message.end));
        return;
    }
  }

  /** Lets pages have what is left, then ends. */
  async close(): Promise<void> {
    clearInterval(this.#looking);
    clearInterval(this.#pinging);
    const deadline = performance.now() + FAREWELL_MSEC;
    for (const { socket } of this.#visitors) socket.close(GOING_AWAY, 'the program has ended');
    while (this.#visitors.size > 0 && performance.now() < deadline) await sleep(10);
    for (const { socket } of this.#visitors) socket.terminate();
    this.#http.closeAllConnections();
    await new Promise<void>((resolve) => {
      this.#http.close(() => resolve());
    });
  }

  #tryListen(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#http.once('error', reject);
      this.#http.listen({ port, host: this.#options.host }, () => {
        this.#http.off('error', reject);
        resolve();
      });
    });
  }

  #sendToAll(message: ServerMessage): void {
    for (const { page } of this.#visitors) page.send(message);
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { status, type, content } = this.#answerTo(request);
    response.writeHead(status, { ...PAGE_HEADERS, 'Content-Type': type, 'Content-Length': content.length });
    response.end(request.method === 'HEAD' ? undefined : content);
  }

  #answerTo(request: IncomingMessage): PageFile & { readonly status: number } {
    const path = this.#pathOf(request);
    if (path === undefined)
      return textAnswer(403, 'The address is not complete: it is the one that the run printed.');
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return textAnswer(405, 'There is nothing to change here.');
    const file = pageFile(path);
    return file === undefined ? textAnswer(404, 'There is no such file.') : { status: 200, ...file };
  }

  /** What follows the token in the address; undefined for a request that is not for us, or does not know it. */
  #pathOf(request: IncomingMessage): string | undefined {
    const { host } = this.#options;
    const address = { host, port: this.#port, machine: hostname() };
    if (!isOwnRequest({ host: request.headers.host, origin: request.headers.origin }, address))
      return undefined;
    const [, given = '', path] = /^\/([^/?]*)\/([^?]*)/.exec(request.url ?? '') ?? [];
    return isSameSecret(given, this.#token) ? path : undefined;
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // Whoever has gone is no error of ours.
    socket.on('error', () => undefined);
    if (this.#pathOf(request) !== 'socket') {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (accepted) => this.#welcome(accepted));
  }

  #welcome(socket: WebSocket): void {
    socket.on('error', () => undefined);
    if (this.#visitors.size >= MAX_PAGES) {
      socket.close(TRY_LATER, `${MAX_PAGES} pages look already`);
      return;
    }
    const page = new Page(
      {
        get bufferedAmount() {
          return socket.bufferedAmount;
        },
        send: (data) => socket.send(data),
      },
      { sourceOf: (output) => this.#memory.sourceOf(output), onStop: this.#options.onStop },
    );
    const visitor: Visitor = { page, socket, isAlive: true };
    this.#visitors.add(visitor);
    socket.on('pong', () => {
      visitor.isAlive = true;
    });
    socket.on('message', (data, isBinary) => {
      const message = isBinary ? undefined : readClientMessage((data as Buffer).toString());
      if (message === undefined) socket.close(BAD_DATA, 'this is no message of the page');
      else {
        page.obey(message);
        this.#sayWhatIsLookedAt();
      }
    });
    socket.on('close', () => {
      this.#visitors.delete(visitor);
      page.close();
      this.#sayWhatIsLookedAt();
      if (this.#visitors.size > 0) return;
      clearInterval(this.#looking);
      this.#looking = undefined;
    });
    page.send({ kind: 'hello', protocol: VIEW_PROTOCOL, version: this.#options.version });
    for (const message of this.#memory.all()) page.send(message);
    this.#looking ??= setInterval(() => this.#look(), LOOK_MSEC);
  }

  #sayWhatIsLookedAt(): void {
    const outputs = [...new Set([...this.#visitors].flatMap(({ page }) => page.lookedAt))].sort();
    if (isDeepStrictEqual(outputs, this.#lookedAt)) return;
    this.#lookedAt = outputs;
    this.#options.onLook(outputs);
  }

  #look(): void {
    const nowMsec = performance.now();
    for (const { page } of this.#visitors) page.look(nowMsec);
  }

  #ping(): void {
    for (const visitor of this.#visitors) {
      if (!visitor.isAlive) visitor.socket.terminate();
      visitor.isAlive = false;
      visitor.socket.ping();
    }
  }
}

function textAnswer(status: number, text: string): PageFile & { readonly status: number } {
  return { status, type: 'text/plain; charset=utf-8', content: Buffer.from(`${text}\n`) };
}
