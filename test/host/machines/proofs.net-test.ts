/**
 * Every item arrives once, in order, byte for byte, whatever the network does: rows, lines and frames from one machine
 * to another. Machines are network namespaces. `PROOF_SHARE=1` takes the full numbers: a million rows, 10⁵ lines, 10⁴ frames.
 */
import { join } from 'node:path';
import { test, type Test } from 'tap';
import { startProject, type ProjectRun, type RunReport } from 'syntalos-mlink/host';
import { makeBadLine } from '../../../support/bad-line.ts';
import { makeNetwork, missingNamespaces, type Network } from '../../../support/namespaces.ts';
import { until } from '../../support/until.ts';
import { missingServer, startServer, type TestServer } from '../../../support/nats-server.ts';
import { peakMemoryOf } from '../../../support/peak-memory.ts';
import { makeRig, type Rig, type RigOptions } from './rig.ts';

const skip = missingServer() || missingNamespaces();
const options = skip === false ? {} : { skip };

const SHARE = Number(process.env['PROOF_SHARE'] ?? 0.04);
const COUNTS = { rows: 1_000_000 * SHARE, lines: 100_000 * SHARE, frames: 10_000 * SHARE };

/** More than a process takes for itself, its rings and what is under way, and less than all items, in MB. */
const MOST_MEMORY = 450;
/** The same for a server, which keeps what its slowest client has not taken. */
const MOST_SERVER_MEMORY = 250;

/** Items by number, and whether one is that of its number: the same text on both machines. */
const ITEMS_TS = `
  import { createHash } from 'node:crypto';
  export const rowOf = (i) => [String(i), 'row '.repeat(i % 60)];
  export const lineOf = (i) => ({ lineId: i % 8, value: (i * 7) & 0xffff, timeUsec: i });
  export const frameOf = (i) => {
    // In two parts, the second of which is not the first.
    const data = new Uint8Array(640 * 480 * 3).fill(i & 0xff);
    data.set(createHash('sha256').update(String(i)).digest(), (i % 20_000) * 32);
    data.set(createHash('sha256').update(String(i + 1)).digest(), 800_000);
    return { index: i, timeUsec: i, width: 640, height: 480, channels: 3, depth: 'u8', data };
  };
  export const isRow = (row, i) => JSON.stringify(row) === JSON.stringify(rowOf(i));
  export const isLine = (line, i) => {
    const { lineId, value, timeUsec } = lineOf(i);
    return line.lineId === lineId && line.value === value && Number(line.timeUsec) === timeUsec;
  };
  export const isFrame = (frame, i) =>
    frame.index === i && Buffer.compare(frame.data, frameOf(i).data) === 0;
`;

const source = (counts: typeof COUNTS): string => `
  import { DataType, initLink, raiseError } from 'syntalos-mlink';
  import { frameOf, lineOf, rowOf } from './items.ts';
  const link = await initLink();
  const rows = await link.registerOutputPort('rows', 'Rows', DataType.TableRow);
  const lines = await link.registerOutputPort('lines', 'Lines', DataType.LineReading);
  const frames = await link.registerOutputPort('frames', 'Frames', DataType.Frame);
  const give = async (port, count, itemOf) => {
    for (let i = 0; i < count; i++) await port.submitAsync(itemOf(i));
  };
  link.onStart = () => {
    Promise.all([give(rows, ${counts.rows}, rowOf), give(lines, ${counts.lines}, lineOf), give(frames, ${counts.frames}, frameOf)])
      .then(() => link.shutdown())
      .catch((error) => raiseError(error.stack));
  };
  await link.awaitDataForever();
`;

const sink = (slowMsec: number): string => `
  import { DataType, initLink } from 'syntalos-mlink';
  import { isFrame, isLine, isRow } from './items.ts';
  const link = await initLink();
  const wrong = [];
  for (const [id, type, isRight] of [
    ['rows', DataType.TableRow, isRow],
    ['lines', DataType.LineReading, isLine],
    ['frames', DataType.Frame, isFrame],
  ]) {
    const input = await link.registerInputPort(id, id, type);
    let count = 0;
    input.onData = (item) => {
      if (!isRight(item, count++)) wrong.push(id + ' ' + (count - 1));
      if (${slowMsec} > 0) {
        const until = performance.now() + ${slowMsec};
        while (performance.now() < until);
      }
    };
  }
  link.onStop = () => link.setFigure('wrong', wrong.length === 0 ? 'none' : wrong.slice(0, 5).join(', '));
  await link.awaitDataForever();
`;

interface Setting {
  readonly rig: Rig;
  readonly network: Network;
  readonly run: ProjectRun;
  /** Items that have arrived by now. */
  readonly arrived: () => number;
}

/** What one condition is. */
interface Condition {
  readonly counts?: typeof COUNTS;
  readonly slowMsec?: number;
  /** Servers of the network; one by default. */
  readonly servers?: (
    network: Network,
  ) => Promise<{ readonly server: TestServer; readonly more?: RigOptions }>;
  /** What is done meanwhile; says whether items were still on their way then. */
  readonly disturb?: (setting: Setting) => Promise<boolean>;
}

function startServerOf(network: Network, args: readonly string[] = []): Promise<TestServer> {
  const { address, prefix } = network.machines['server']!;
  return startServer({ address, prefix, args, port: 4222 });
}

async function prove(t: Test, condition: Condition): Promise<RunReport> {
  const { counts = COUNTS, slowMsec = 0, disturb } = condition;
  const network = makeNetwork(['server', 'rig1', 'rig2', 'server2', 'server3']);
  t.teardown(() => network.close());
  const { server, more } = (await condition.servers?.(network)) ?? { server: await startServerOf(network) };
  const rig = await makeRig(t, { server, prefixOf: (name) => network.machines[name]!.prefix, ...more });
  const agents = await Promise.all(['rig1', 'rig2'].map((name) => rig.startAgent(name, '--insecure')));
  const project = rig.project(
    { 'items.ts': ITEMS_TS, 'source.ts': source(counts), 'sink.ts': sink(slowMsec) },
    {
      modules: [
        { id: 'source', use: './source.ts', machine: 'rig1' },
        { id: 'sink', use: './sink.ts', machine: 'rig2' },
      ],
      connections: ['rows', 'lines', 'frames'].map((id) => ({ from: `source:${id}`, to: `sink:${id}` })),
      run: { limits: { drain: '60s' } },
    },
  );
  const run = await startProject(project, { outFolder: join(rig.folder, 'out') });
  const arrived = (): number =>
    run
      .progress()
      .ports.filter(({ direction }) => direction === 'input')
      .reduce((sum, { items }) => sum + items, 0);
  if (disturb !== undefined) {
    const wasUnderWay = await Promise.race([
      disturb({ rig, network, run, arrived }),
      run.done.then(() => false),
    ]);
    t.ok(wasUnderWay, 'it was disturbed while items were on their way');
  }
  const report = await run.done;
  t.same(
    report.errors.map(({ error }) => error.message),
    [],
  );
  t.equal(report.verdict === 'INCOMPLETE' ? report.reasons.join() : '', '');
  for (const port of report.ports) {
    const count = counts[port.id as keyof typeof COUNTS];
    t.equal(port.direction === 'input' ? port.read : port.written, count, `${port.module}:${port.id}`);
  }
  t.equal(report.modules.find(({ id }) => id === 'sink')?.figures['wrong']?.value, 'none');
  const [first = 0, second = 0] = agents.map((agent) => agent.peakMemory());
  t.ok(first < MOST_MEMORY && second < MOST_MEMORY, `sender ${first} MB, receiver ${second} MB`);
  const ofServer = server.peakMemory();
  t.ok(ofServer < MOST_SERVER_MEMORY, `server ${ofServer} MB`);
  t.comment(
    `${(report.durationMsec / 1000).toFixed(1)} s; most memory: sender ${first} MB, receiver ${second} MB, server ${ofServer} MB, host ${peakMemoryOf(process.pid)} MB`,
  );
  return report;
}

const all = (counts: typeof COUNTS): number => counts.rows + counts.lines + counts.frames;

void test('on a good network', options, async (t) => {
  await prove(t, {});
});

void test('while the server is killed and started again, twice', options, async (t) => {
  await prove(t, {
    disturb: async ({ rig, arrived }) => {
      for (const share of [0.2, 0.6]) {
        await until(() => arrived() > share * all(COUNTS));
        await rig.server.restart();
      }
      return arrived() < all(COUNTS);
    },
  });
});

void test('while one machine is without a network for 5 s', options, async (t) => {
  await prove(t, {
    disturb: async ({ network, arrived }) => {
      await until(() => arrived() > 0.3 * all(COUNTS));
      network.machines['rig2']!.setLink('down');
      await new Promise((resolve) => setTimeout(resolve, 5_000));
      const wasUnderWay = arrived() < all(COUNTS);
      network.machines['rig2']!.setLink('up');
      return wasUnderWay;
    },
  });
});

void test(
  'over a line of 20 ± 5 ms that slices, carries 100 Mbit/s and is reset again and again',
  options,
  async (t) => {
    let line: Awaited<ReturnType<typeof makeBadLine>> | undefined;
    await prove(t, {
      counts: { rows: COUNTS.rows / 5, lines: COUNTS.lines / 5, frames: COUNTS.frames / 20 },
      servers: async (network) => {
        const server = await startServerOf(network);
        line = await makeBadLine({
          host: network.machines['server']!.address,
          port: server.port,
          ...{ delayMsec: 20, jitterMsec: 5, sliceBytes: 8_000, bytesPerSec: 100e6 / 8, resetMsec: 2_500 },
        });
        t.teardown(() => line?.close());
        const bad = [`nats://${network.address}:${line.port}`];
        return { server, more: { serversOf: (name) => (name === 'rig2' ? bad : [server.url]) } };
      },
    });
    t.ok(line!.resets > 0, `${line!.resets} resets`);
  },
);

void test('to a module that computes 50 ms for each item', options, async (t) => {
  await prove(t, { counts: { rows: 60, lines: 30, frames: 30 }, slowMsec: 50 });
});

void test('while one server of three is killed', options, async (t) => {
  await prove(t, {
    servers: async (network) => {
      const names = ['server', 'server2', 'server3'];
      const routes = names.map((name) => `nats://${network.machines[name]!.address}:6222`).join(',');
      const servers = await Promise.all(
        names.map((name) => {
          const { address, prefix } = network.machines[name]!;
          const cluster = [
            '--cluster_name',
            'proof',
            '--cluster',
            `nats://${address}:6222`,
            '--routes',
            routes,
          ];
          return startServer({ address, prefix, port: 4222, args: ['-n', name, ...cluster] });
        }),
      );
      for (const server of servers) t.teardown(() => server.kill());
      const urls = servers.map(({ url }) => url);
      return { server: servers[0]!, more: { servers: urls } };
    },
    disturb: async ({ rig, arrived }) => {
      await until(() => arrived() > 0.3 * all(COUNTS));
      await rig.server.kill();
      return arrived() < all(COUNTS);
    },
  });
});
