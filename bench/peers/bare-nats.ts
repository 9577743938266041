/**
 * Peer: NATS's own client, from one Node process to another over a server, with a window and acknowledgements.
 *
 * @module
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { connect } from '@nats-io/transport-node';

/** As figures name it. */
export const NATS_PEER = 'NATS client, publish → subscribe';

/** What the peer is to do. */
export interface BareNatsOptions {
  readonly url: string;
  /** What the sender's and the receiver's command are run behind. */
  readonly prefixes: readonly [readonly string[], readonly string[]];
  readonly messageBytes: number;
  readonly msec: number;
  /** Messages per second; 0 is as fast as it goes. */
  readonly perSecond?: number;
  /** Messages are rows as lines of JSON, made and read one by one, as a program of a lab would; else bytes. */
  readonly hasRows?: boolean;
}

/** What it did. */
export interface BareNatsResult {
  /** Messages per second, or rows. */
  readonly perSecond: number;
  /** In µs, the last 400. */
  readonly latencies: readonly number[];
}

/** Bytes under way, as our links have them. */
const WINDOW_BYTES = 4 * 1024 * 1024;
const WARM_UP_USEC = 1_000_000;

interface Role extends Omit<BareNatsOptions, 'prefixes'> {
  readonly role: 'send' | 'receive';
}

/** Sends for so long, and counts at the other end. */
export async function bareNats(options: BareNatsOptions): Promise<BareNatsResult> {
  const { prefixes, ...rest } = options;
  const received = startRole(prefixes[1], { role: 'receive', ...rest });
  await startRole(prefixes[0], { role: 'send', ...rest });
  return JSON.parse(await received) as BareNatsResult;
}

/** Reads each row, and counts those that are whole. */
function readRows(data: Uint8Array): number {
  const rows = new TextDecoder().decode(data).split('\n');
  return rows.filter((line) => (JSON.parse(line) as string[]).length === 5).length;
}

function startRole(prefix: readonly string[], role: Role): Promise<string> {
  return new Promise((resolve, reject) => {
    const program = [process.execPath, fileURLToPath(import.meta.url), JSON.stringify(role)];
    const [command = '', ...args] = [...prefix, ...program];
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`NATS's ${role.role} ended with ${String(code)}`));
    });
  });
}

function nowUsec(): number {
  return Number(process.hrtime.bigint() / 1000n);
}

/** Rows as lines of JSON, about as many bytes as a message is to have. */
function makeRows(
  first: number,
  messageBytes: number,
): { readonly message: Uint8Array; readonly next: number } {
  const lines: string[] = [];
  let [bytes, index] = [0, first];
  for (; bytes < messageBytes; index++) {
    const line = JSON.stringify([String(index), '0.125', 'left', 'reward', '1.5']);
    bytes += line.length + 1;
    lines.push(line);
  }
  return { message: new TextEncoder().encode(lines.join('\n')), next: index };
}

async function send({ url, messageBytes, msec, perSecond = 0, hasRows = false }: Role): Promise<void> {
  const client = await connect({ servers: url });
  let acknowledged = 0;
  let isReady = false;
  let wake: () => void = () => undefined;
  client.subscribe('bench.acknowledged', {
    callback: (_, { data }) => {
      isReady = true;
      acknowledged = new DataView(data.buffer, data.byteOffset).getFloat64(0);
      wake();
    },
  });
  while (!isReady) await new Promise((resolve) => setTimeout(resolve, 20));
  const window = Math.max(1, Math.floor(WINDOW_BYTES / messageBytes));
  const end = performance.now() + msec;
  let row = 0;
  for (let sent = 0; performance.now() < end; sent++) {
    if (perSecond > 0) await new Promise((resolve) => setTimeout(resolve, 1000 / perSecond));
    // A message of its own each time: what was published must stay as it is.
    if (hasRows) {
      const rows = makeRows(row, messageBytes);
      row = rows.next;
      client.publish('bench.data', rows.message);
    } else {
      const message = new Uint8Array(messageBytes);
      new DataView(message.buffer).setFloat64(0, nowUsec());
      client.publish('bench.data', message);
    }
    while (sent - acknowledged >= window) await new Promise<void>((resolve) => (wake = resolve));
    if (perSecond === 0 && sent % 8 === 7) await new Promise((resolve) => setImmediate(resolve));
  }
  client.publish('bench.end');
  await client.drain();
}

async function receive({ url, perSecond = 0, hasRows = false }: Role): Promise<void> {
  const client = await connect({ servers: url });
  let messages = 0;
  let count = 0;
  let [firstUsec, countedUsec, countedFrom, lastUsec] = [0, 0, 0, 0];
  const latencies: number[] = [];
  const acknowledge = (): void => {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setFloat64(0, messages);
    client.publish('bench.acknowledged', bytes);
  };
  client.subscribe('bench.data', {
    callback: (_, { data }) => {
      lastUsec = nowUsec();
      if (perSecond > 0) latencies.push(lastUsec - new DataView(data.buffer, data.byteOffset).getFloat64(0));
      firstUsec ||= lastUsec;
      messages++;
      count += hasRows ? readRows(data) : 1;
      if (countedUsec === 0 && lastUsec - firstUsec > WARM_UP_USEC)
        [countedUsec, countedFrom] = [lastUsec, count];
      if (messages % 8 === 0) acknowledge();
    },
  });
  const timer = setInterval(acknowledge, 100);
  await new Promise<void>((resolve) => {
    client.subscribe('bench.end', { callback: () => resolve() });
  });
  clearInterval(timer);
  await client.drain();
  const perSecondSeen = ((count - countedFrom) * 1e6) / (lastUsec - countedUsec);
  process.stdout.write(JSON.stringify({ perSecond: perSecondSeen, latencies: latencies.slice(-400) }));
}

const [, , text] = process.argv;
if (process.argv[1] === fileURLToPath(import.meta.url) && text !== undefined) {
  const role = JSON.parse(text) as Role;
  await (role.role === 'send' ? send(role) : receive(role));
}
