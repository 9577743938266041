/**
 * Peer: ZeroMQ from one Node process to another over a Unix socket, at a pace.
 *
 * @module
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Pull, Push } from 'zeromq';

/** As figures name it. */
export const ZEROMQ_PEER = 'ZeroMQ ipc between two processes';

/** What a program of this file is to do. */
interface Role {
  readonly role: 'send' | 'receive';
  readonly address: string;
  readonly count: number;
  readonly periodMsec: number;
}

/** From sending to receiving of so many messages of 24 bytes with a pause before each, in µs. */
export async function pacedZeromq(count: number, periodMsec: number): Promise<readonly number[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sy-bench-zeromq-'));
  const address = `ipc://${folder}/socket`;
  try {
    const received = startRole({ role: 'receive', address, count, periodMsec });
    await startRole({ role: 'send', address, count, periodMsec });
    return JSON.parse(await received) as number[];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function startRole(role: Role): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [fileURLToPath(import.meta.url), JSON.stringify(role)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`ZeroMQ's ${role.role} ended with ${String(code)}`));
    });
  });
}

function nowUsec(): number {
  return Number(process.hrtime.bigint() / 1000n);
}

async function send({ address, count, periodMsec }: Role): Promise<void> {
  const socket = new Push();
  socket.connect(address);
  const message = Buffer.alloc(24);
  for (let value = 0; value < count; value++) {
    await new Promise((resolve) => setTimeout(resolve, periodMsec));
    message.writeUInt32LE(1, 0);
    message.writeUInt32LE(value, 4);
    message.writeDoubleLE(nowUsec(), 8);
    await socket.send(message);
  }
  socket.close();
}

async function receive({ address, count }: Role): Promise<void> {
  const socket = new Pull();
  await socket.bind(address);
  const latencies: number[] = [];
  while (latencies.length < count) {
    const [message] = await socket.receive();
    latencies.push(nowUsec() - (message?.readDoubleLE(8) ?? 0));
  }
  socket.close();
  process.stdout.write(JSON.stringify(latencies));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const role = JSON.parse(process.argv[2] ?? '{}') as Role;
  await (role.role === 'send' ? send(role) : receive(role));
}
