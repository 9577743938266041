/** The page server as programs and browsers reach it: over its sockets, in its own thread, on real rings. */
import { readAddressFile } from '#src/view/address-file';
import { RunRelay, ViewThread, type ViewSetup } from '#src/view/index';
import { decodePicture, type ClientMessage, type Picture, type ServerMessage } from '#src/view/protocol';
import type { ToView } from '#src/view/thread-messages';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { Frame, DataType } from 'syntalos-mlink';
import { RingWriter, createRing } from 'syntalos-mlink/shm';
import { encode } from 'syntalos-mlink/types';
import { test, type Test } from 'tap';
import { WebSocket, type ClientOptions } from 'ws';
import { until } from '../support/until.ts';

const NO_DETAILS = { phase: 'loading', elapsedMsec: 0, modules: [], connections: [], outputs: [] } as const;

interface Served {
  readonly view: ViewThread;
  readonly stops: string[];
  /** What pages look at, each time that it changes. */
  readonly looks: string[][];
  readonly connect: (options?: ClientOptions) => Client;
}

async function serve(t: Test, setup: Partial<ViewSetup> = {}): Promise<Served> {
  const stops: string[] = [];
  const looks: string[][] = [];
  const view = await ViewThread.start(
    { host: '127.0.0.1', port: 0, mayMove: false, version: '0', ...setup },
    {
      onStop: () => stops.push('stop'),
      onLook: (outputs) => looks.push([...outputs]),
      onFailure: (message) => t.fail(message),
    },
  );
  t.teardown(() => view.close());
  const socketAddress = `${view.address.replace('http', 'ws')}socket`;
  return { view, stops, looks, connect: (options) => new Client(socketAddress, options) };
}

/** One who looks. */
class Client {
  readonly socket: WebSocket;
  readonly messages: ServerMessage[] = [];
  readonly pictures: Picture[] = [];
  readonly closed: Promise<number>;

  constructor(address: string, options: ClientOptions = {}) {
    this.socket = new WebSocket(address, options);
    this.socket.on('message', (data, isBinary) => {
      const bytes = data as Buffer;
      if (isBinary) this.pictures.push(decodePicture(new Uint8Array(bytes).buffer));
      else this.messages.push(JSON.parse(bytes.toString()) as ServerMessage);
    });
    this.closed = once(this.socket, 'close').then(([code]: unknown[]) => code as number);
    this.closed.catch(() => undefined);
  }

  has(kind: ServerMessage['kind']): boolean {
    return this.messages.some((message) => message.kind === kind);
  }

  async say(message: ClientMessage): Promise<void> {
    await until(() => this.has('hello'));
    this.socket.send(JSON.stringify(message));
  }
}

/** Status of a GET, with headers of any kind. */
function get(address: string, options: { headers?: Record<string, string>; method?: string } = {}) {
  return new Promise<{ status: number | undefined; headers: NodeJS.Dict<unknown>; body: string }>(
    (resolve, reject) => {
      request(address, { method: 'GET', ...options }, (response) => {
        let body = '';
        response.on('data', (data: Buffer) => (body += data.toString()));
        response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body }));
      })
        .on('error', reject)
        .end();
    },
  );
}

function graphOf(ring: SharedArrayBuffer, dataType: keyof typeof DataType): ToView {
  return {
    kind: 'graph',
    graph: {
      modules: [{ id: 'cam', name: 'Camera', use: 'camera' }],
      connections: [],
      outputs: [{ id: 'cam:out', title: 'Out', dataType, metadata: {}, isVisible: true }],
    },
    rings: [{ module: 'cam', port: 'out', dataType: DataType[dataType], ring }],
  };
}

test('the page is there for who knows its address, and for nobody else', async (t) => {
  const { view } = await serve(t);
  const { address } = view;
  const page = await get(address);
  t.equal(page.status, 200);
  t.match(page.headers, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': /default-src 'none'/,
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  });
  for (const [, file = ''] of page.body.matchAll(/(?:src|href)="\.\/([^"]+)"/g)) {
    t.equal((await get(`${address}${file}`)).status, 200, file);
  }
  const { origin } = new URL(address);
  const refused = [
    get(origin),
    get(`${origin}/page.js`),
    get(`${origin}/${'A'.repeat(22)}/`),
    get(address, { headers: { Host: 'evil.example' } }),
    get(address, { headers: { Origin: 'http://evil.example' } }),
  ];
  t.strictSame(
    (await Promise.all(refused)).map(({ status }) => status),
    refused.map(() => 403),
  );
  t.equal((await get(`${address}../../package.json`)).status, 403);
  t.equal((await get(`${address}constructor`)).status, 404);
  t.equal((await get(address, { method: 'POST' })).status, 405);
});

test('the socket is for the page and for programs that know the address', async (t) => {
  const { view, connect } = await serve(t);
  const { origin } = new URL(view.address);
  const statusOf = async (address: string, options: ClientOptions = {}): Promise<number | undefined> => {
    const socket = new WebSocket(address.replace('http', 'ws'), options);
    socket.on('error', () => undefined);
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode?: number }];
    return response.statusCode;
  };
  t.equal(await statusOf(`${origin}/${'A'.repeat(22)}/socket`), 403);
  t.equal(await statusOf(`${view.address}other`), 403);
  t.equal(await statusOf(`${view.address}socket`, { origin: 'http://evil.example' }), 403);
  t.equal(await statusOf(`${view.address}socket`, { headers: { Host: 'evil.example:80' } }), 403);
  for (const options of [{ origin }, {}]) {
    const client = connect(options);
    await until(() => client.has('hello'));
    client.socket.close();
  }
});

test('rubbish ends the socket that it came from, and nothing else', async (t) => {
  const { view, connect } = await serve(t);
  const good = connect();
  await until(() => good.has('hello'));
  const endOf = async (data: string | Uint8Array): Promise<number> => {
    const client = connect();
    await until(() => client.has('hello'));
    client.socket.send(data);
    return client.closed;
  };
  t.equal(await endOf('hello'), 1007);
  t.equal(await endOf(Uint8Array.of(1, 2, 3)), 1007);
  t.equal(await endOf('x'.repeat(1_000_000)), 1009);
  view.post({ kind: 'run', project: 'after' });
  await until(() => good.has('run'));
  t.equal(good.socket.readyState, WebSocket.OPEN);
});

test('who comes late is told of the run so far, and one who looks can stop it', async (t) => {
  const { view, stops, connect } = await serve(t);
  const figures = { phase: 'running', elapsedMsec: 5, modules: [], connections: [] } as const;
  view.post({ kind: 'run', project: 'first' });
  view.post({ kind: 'log', lines: [{ level: 'info', text: 'of the first run' }] });
  view.post({ kind: 'run', project: 'second' });
  view.post({ kind: 'figures', figures, cpuUsers: [] });
  view.post({
    kind: 'log',
    lines: Array.from({ length: 700 }, (_, i) => ({ level: 'info', text: `line ${i}` })),
  });
  view.post({
    kind: 'ended',
    end: { verdict: 'COMPLETE', reasons: [], summary: 'all of it', errors: [], warnings: [] },
  });
  const early = connect();
  await until(() => early.has('ended'));
  t.match(early.messages, [
    { kind: 'hello' },
    { kind: 'run', run: 2, project: 'second' },
    { kind: 'figures', phase: 'running' },
    { kind: 'log', leftOut: 200, lines: { length: 500, 499: { text: 'line 699' } } },
    { kind: 'ended', summary: 'all of it' },
  ]);
  await early.say({ kind: 'stop' });
  await until(() => stops.length > 0);
  view.post({ kind: 'run', project: 'third' });
  await until(() => early.messages.at(-1)?.kind === 'run');
});

test('the newest frame of an output is sent while it is open, also where it is opened before it is there', async (t) => {
  const { view, connect } = await serve(t);
  const ring = createRing();
  const writer = RingWriter.claim(ring);
  const client = connect();
  await client.say({ kind: 'open', output: 'cam:out', width: 320 });
  view.post({ kind: 'run', project: 'frames' });
  view.post(graphOf(ring, 'Frame'));
  await until(() => client.has('graph'));
  const frame = (index: number): Uint8Array =>
    encode(DataType.Frame, Frame.create({ width: 4, height: 2, index, data: new Uint8Array(8).fill(index) }));
  for (const index of [1, 2, 3]) writer.tryWrite(frame(index));
  await until(() => client.pictures.at(-1)?.index === 3);
  t.match(client.pictures.at(-1), { width: 4, height: 2, channels: 1, depth: 'u8', sourceWidth: 4 });
  t.strictSame([...client.pictures.at(-1)!.pixels], Array<number>(8).fill(3));
  await client.say({ kind: 'close', output: 'cam:out' });
  const other = connect();
  await other.say({ kind: 'open', output: 'cam:out' });
  const seen = client.pictures.length;
  for (let index = 4; other.pictures.length < 3; index++) {
    writer.tryWrite(frame(index % 200));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  t.ok(client.pictures.length <= seen + 1, 'who has closed it gets no more');
});

test('rows, events and signals are sent without a gap', async (t) => {
  const { view, connect } = await serve(t);
  const ring = createRing();
  const writer = RingWriter.claim(ring);
  view.post({ kind: 'run', project: 'rows' });
  view.post(graphOf(ring, 'TableRow'));
  const client = connect();
  await until(() => client.has('graph'));
  await client.say({ kind: 'open', output: 'cam:out' });
  // Opened, or not: only what comes afterwards is for it.
  const rowsOf = (): string[] =>
    client.messages.flatMap((message) =>
      message.kind === 'data' && message.data.type === 'rows'
        ? message.data.rows.map(({ cells }) => cells[0]!)
        : [],
    );
  let next = 0;
  while (rowsOf().length === 0) {
    writer.tryWrite(encode(DataType.TableRow, [String(next++)]));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  for (const end = next + 60; next < end; next++) writer.tryWrite(encode(DataType.TableRow, [String(next)]));
  await until(() => rowsOf().at(-1) === String(next - 1));
  const numbers = rowsOf().map(Number);
  t.strictSame(
    numbers,
    numbers.map((_, i) => numbers[0]! + i),
  );
});

test('the address is kept for this user alone, and a page that was left open knows the next run', async (t) => {
  const folder = t.testdir({});
  const first = await ViewThread.start(
    {
      host: '127.0.0.1',
      port: 0,
      mayMove: false,
      version: '0',
      addressFolder: folder,
      project: '/rig/project.toml',
    },
    { onStop: () => undefined, onFailure: (message) => t.fail(message) },
  );
  const port = Number(new URL(first.address).port);
  t.equal(statSync(join(folder, `view-${port}.json`)).mode & 0o777, 0o600);
  t.match(readAddressFile(folder, port), {
    address: first.address,
    processId: process.pid,
    project: '/rig/project.toml',
  });
  await first.close();
  t.equal(readAddressFile(folder, port)?.processId, undefined, 'nobody serves it any more');
  const { view } = await serve(t, { port, addressFolder: folder });
  t.equal(view.address, first.address);
});

test('a port that is taken is an error with its remedy, unless any other will do', async (t) => {
  const { view } = await serve(t);
  const port = Number(new URL(view.address).port);
  await t.rejects(
    ViewThread.start(
      { host: '127.0.0.1', port, mayMove: false, version: '0' },
      { onStop: () => undefined, onFailure: () => undefined },
    ),
    {
      code: 'ERR_SYNTALOS_INVALID_ARGUMENT',
      message: new RegExp(`at 127.0.0.1, port ${port}: .*EADDRINUSE.*choose another with --port`),
    },
  );
  const moved = await serve(t, { port, mayMove: true });
  t.not(new URL(moved.view.address).port, String(port));
  await t.rejects(
    ViewThread.start(
      { host: '203.0.113.7', port: 0, mayMove: false, version: '0' },
      { onStop: () => undefined, onFailure: () => undefined },
    ),
    { message: /choose an address of this machine with --host/ },
  );
});

test('a flood of log lines costs the server one message, of the newest', (t) => {
  const posted: ToView[] = [];
  const relay = new RunRelay({ post: (message) => posted.push(message) });
  relay.begin('flood');
  for (let i = 0; i < 10_000; i++) relay.log({ level: 'info', text: String(i) });
  relay.close();
  t.equal(posted.length, 2);
  t.match(posted[1], { kind: 'log', lines: { length: 500, 499: { text: '9999' } } });
  t.end();
});

test('the host hears what all pages together look at, and only while somebody does', async (t) => {
  const { looks, connect } = await serve(t);
  const [one, other] = [connect(), connect()];
  await one.say({ kind: 'open', output: 'cam:out' });
  await until(() => looks.length === 1);
  await other.say({ kind: 'open', output: 'cam:out' });
  await other.say({ kind: 'open', output: 'rows:out' });
  await until(() => looks.length === 2);
  await other.say({ kind: 'visible', isVisible: false });
  await until(() => looks.length === 3);
  await other.say({ kind: 'visible', isVisible: true });
  await until(() => looks.length === 4);
  await one.say({ kind: 'close', output: 'cam:out' });
  other.socket.close();
  await until(() => looks.at(-1)?.length === 0);
  t.same(looks.slice(0, 4), [['cam:out'], ['cam:out', 'rows:out'], ['cam:out'], ['cam:out', 'rows:out']]);
  one.socket.close();
});

test('what pages look at is looked at in each run that follows', (t) => {
  const relay = new RunRelay({ post: () => undefined });
  const asked: unknown[] = [];
  const run = (name: string): Parameters<RunRelay['follow']>[0] => ({
    details: () => ({ ...NO_DETAILS, project: name }),
    lookAt: (outputs) => asked.push([name, outputs]),
  });
  relay.look(['cam:out']);
  relay.follow(run('first'));
  relay.look(['cam:out', 'rows:out']);
  relay.begin('second');
  relay.follow(run('second'));
  relay.close();
  const [cam, rows] = [
    { module: 'cam', port: 'out' },
    { module: 'rows', port: 'out' },
  ];
  t.same(asked, [
    ['first', [cam]],
    ['first', [cam, rows]],
    ['second', [cam, rows]],
  ]);
  t.end();
});
