/**
 * A NATS server of a test's own, that it may kill and start again.
 *
 * @module
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { connect as connectSocket } from 'node:net';
import { createServer } from 'node:net';

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
}

/** Where a server runs, and how; by default on this machine. */
export interface ServerOptions {
  readonly address?: string;
  readonly port?: number;
  /** What its command is run behind. */
  readonly prefix?: readonly string[];
  readonly args?: readonly string[];
}

/** Starts a server. */
export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  const { address = '127.0.0.1', port = await freePort(), prefix = [], args = [] } = options;
  let child: ChildProcess | undefined;
  const server: TestServer = {
    port,
    url: `nats://${address}:${port}`,
    kill: async () => {
      const ending = child;
      child = undefined;
      if (ending === undefined) return;
      const gone = new Promise((resolve) => ending.once('exit', resolve));
      ending.kill('SIGKILL');
      await gone;
    },
    start: async () => {
      const [command = '', ...rest] = [...prefix, 'nats-server', '-a', address, '-p', String(port), ...args];
      child = spawn(command, rest, { stdio: 'ignore' });
      const started = child;
      process.once('exit', () => started.kill('SIGKILL'));
      await untilAccepting(port, address);
    },
  };
  await server.start();
  return server;
}

/** A port that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

/** Settles when a server listens on a port. */
export async function untilAccepting(port: number, address = '127.0.0.1'): Promise<void> {
  while (!(await accepts(port, address))) await new Promise((resolve) => setTimeout(resolve, 20));
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
