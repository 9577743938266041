/**
 * A NATS server of a test's own, that it may kill and start again.
 *
 * @module
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { connect as connectSocket, createServer } from 'node:net';
import { peakMemoryOf } from './peak-memory.ts';

/** What these tests lack on this machine; `false` if nothing. */
export function missingServer(): string | false {
  const { error } = spawnSync('nats-server', ['--version']);
  return error === undefined ? false : 'there is no nats-server: install it by "apt-get install nats-server"';
}

/** A server on a port of its own. */
export interface TestServer {
  readonly port: number;
  readonly url: string;
  /** As a crash would: what is under way is lost. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Killed, and started again at once. */
  restart(): Promise<void>;
  /** Most memory that it had since its first start, in MB. */
  peakMemory(): number;
}

/** Where a server runs, and how; by default on this machine. */
export interface ServerOptions {
  readonly address?: string;
  readonly port?: number;
  /** What its command is run behind. */
  readonly prefix?: readonly string[];
  readonly args?: readonly string[];
}

/** Below the ports that the system gives to outgoing connections, which are taken within moments. */
const FIRST_PORT = 20_000;
const PORTS = 12_000;
/** Characters that are kept of what a server says. */
const LOG_LENGTH = 2_000;

/** Starts a server; throws if it ends before it accepts connections. */
export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  const { address = '127.0.0.1', port = await freePort(), prefix = [], args = [] } = options;
  let child: ChildProcess | undefined;
  let formerPeak = 0;
  const server: TestServer = {
    port,
    url: `nats://${address}:${port}`,
    peakMemory: () => (child === undefined ? formerPeak : Math.max(formerPeak, peakMemoryOf(child.pid))),
    kill: async () => {
      const ending = child;
      if (ending !== undefined && !hasEnded(ending)) formerPeak = server.peakMemory();
      child = undefined;
      if (ending === undefined || hasEnded(ending)) return;
      const gone = new Promise((resolve) => ending.once('exit', resolve));
      ending.kill('SIGKILL');
      await gone;
    },
    start: async () => {
      const [command = '', ...rest] = [...prefix, 'nats-server', '-a', address, '-p', String(port), ...args];
      const started = spawn(command, rest, { stdio: ['ignore', 'ignore', 'pipe'] });
      child = started;
      let log = '';
      started.stderr
        .setEncoding('utf8')
        .on('data', (text: string) => (log = (log + text).slice(-LOG_LENGTH)));
      process.once('exit', () => started.kill('SIGKILL'));
      await untilAccepting(port, address, () => {
        // Somebody else may accept there meanwhile: what the server says of itself comes first.
        if (hasEnded(started)) throw new Error(`nats-server on port ${port} has ended: ${log}`);
      });
    },
    restart: async () => {
      await server.kill();
      await server.start();
    },
  };
  await server.start();
  return server;
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST_PORT + Math.floor(Math.random() * PORTS);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

/**
 * Settles when a server listens on a port.
 *
 * @param check - throws where there is none to wait for
 */
export async function untilAccepting(
  port: number,
  address = '127.0.0.1',
  check: () => void = () => undefined,
): Promise<void> {
  while (!(await accepts(port, address))) {
    check();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  check();
}

function accepts(port: number, address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectSocket(port, address);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
