/** Runs over several machines: agents are processes here, each in a folder of its own. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'tap';
import { loadProject, runProject, startProject } from 'syntalos-mlink/host';
import { freePort, startServer } from '../../../support/nats-server.ts';
import { writeDocBlocks } from '../../support/doc-blocks.ts';
import { until } from '../../support/until.ts';
import { findBlink1 } from '../modules/support/blink1.ts';
import { isWhole } from '../../support/whole-run.ts';
import {
  COUNT,
  PROGRAMS,
  TURNED_TS,
  TURN_TS,
  hasEachRow,
  makeRig,
  rowsProgram,
  rowsProject,
  withServer,
} from './rig.ts';

for (const [what, machines] of [
  ['the analysis', { turn: 'rig2' }],
  ['the source', { rows: 'rig2' }],
  ['each module', { rows: 'rig1', turn: 'rig2', turned: 'rig3', straight: 'rig3' }],
] as const) {
  void test(
    `a run with ${what} on another machine records the same rows as one here`,
    withServer,
    async (t) => {
      const rig = await makeRig(t);
      const names = [...new Set(Object.values(machines))];
      const agents = await Promise.all(names.map((name) => rig.startAgent(name)));
      const run = async (where: Readonly<Record<string, string>>, out: string): Promise<string[]> => {
        const report = await runProject(rig.project(PROGRAMS, rowsProject(where)), {
          outFolder: join(rig.folder, out),
        });
        t.same(report.errors, []);
        t.equal(report.verdict, 'COMPLETE');
        const seen = report.machines ?? [];
        t.same(seen.map(({ name }) => name).sort(), [...new Set(Object.values(where))].sort());
        for (const { clock } of seen) {
          // All are on one computer here, and so have one clock.
          t.ok(clock !== undefined && Math.abs(clock.offsetUsec.last) < 1_000, JSON.stringify(clock));
        }
        t.equal(report.ports.length, 5, 'ports of all machines are counted');
        for (const port of report.ports) {
          t.equal(port.direction === 'input' ? port.read : port.written, COUNT);
          if (port.direction === 'output') continue;
          const { count = 0, p50Usec = -1 } = port.latency ?? {};
          t.ok(count > COUNT / 100 && p50Usec > 0, `${port.module}:${port.id} ${count} times, ${p50Usec} µs`);
        }
        return ['turned', 'straight'].map((name) =>
          readFileSync(join(report.outFolder!, name, 'table.csv'), 'utf8'),
        );
      };
      t.ok((await run(machines, 'far')).every((text, i, all) => text !== all[1 - i]));
      t.same(await run(machines, 'far'), await run({}, 'near'));
      for (const { folder } of agents) t.same(readdirSync(folder), [], 'an agent keeps nothing of a run');
    },
  );
}

void test(
  'what a program reads from its own place is there on another machine, too',
  withServer,
  async (t) => {
    const rig = await makeRig(t);
    await rig.startAgent('rig2');
    const project = rig.project(
      {
        'reads.ts': `
        import { createHash } from 'node:crypto';
        import { readFileSync } from 'node:fs';
        import { DataType, initLink } from 'syntalos-mlink';
        import names from './data/names.json' with { type: 'json' };
        const link = await initLink();
        await link.registerOutputPort('out', 'Out', DataType.TableRow);
        const model = readFileSync(new URL('./data/model.bin', import.meta.url));
        link.onStart = () => {
          link.setFigure('names', names.join(' '));
          link.setFigure('model', createHash('sha256').update(model).digest('hex'));
          void link.shutdown();
        };
        await link.awaitDataForever();
      `,
      },
      { modules: [{ id: 'reads', use: './reads.ts', machine: 'rig2' }] },
    );
    mkdirSync(join(rig.folder, 'data'));
    writeFileSync(join(rig.folder, 'data/names.json'), '["ä", "b"]');
    const model = randomBytes(2_000_000);
    writeFileSync(join(rig.folder, 'data/model.bin'), model);
    const report = await runProject(project, { outFolder: join(rig.folder, 'out') });
    t.same(report.errors, []);
    const { figures = {} } = report.modules[0] ?? {};
    t.equal(figures['names']?.value, 'ä b');
    t.equal(figures['model']?.value, createHash('sha256').update(model).digest('hex'));
  },
);

void test(
  'what a module throws on another machine names the host’s file, and its line',
  withServer,
  async (t) => {
    const rig = await makeRig(t);
    await rig.startAgent('rig2');
    const project = rig.project(
      {
        ...PROGRAMS,
        'turned.ts': `export const turned = (row: string[]): string[] => {\n  if (row[0] === '7') throw new Error('seven');\n  return row;\n};\n`,
      },
      rowsProject({ turn: 'rig2' }),
    );
    const report = await runProject(project, { outFolder: join(rig.folder, 'out') });
    t.equal(report.verdict, 'INCOMPLETE');
    const [first] = report.errors;
    t.equal(first?.module, 'turn');
    t.match(first?.error.message, /seven/);
    t.ok(first?.error.stack?.includes(`${join(rig.folder, 'turned.ts')}:2`), first?.error.stack ?? '');
  },
);

void test('what a module prints on another machine is in the log of the run', withServer, async (t) => {
  const rig = await makeRig(t);
  await rig.startAgent('rig2');
  const project = rig.project(
    { ...PROGRAMS, 'turn.ts': `console.log('hello from', process.cwd());\n${TURN_TS}` },
    rowsProject({ turn: 'rig2' }),
  );
  const lines: string[] = [];
  const report = await runProject(project, {
    outFolder: join(rig.folder, 'out'),
    onLog: ({ module, text }) => lines.push(`${module ?? 'host'}: ${text}`),
  });
  t.equal(report.verdict, 'COMPLETE');
  t.ok(lines.includes(`turn: hello from ${join(rig.folder, 'machine-rig2')}`), lines.join('\n'));
});

void test('a run is complete though the server is killed twice while it goes on', withServer, async (t) => {
  const rig = await makeRig(t);
  await Promise.all([rig.startAgent('rig1'), rig.startAgent('rig2')]);
  const project = rig.project(
    { ...PROGRAMS, 'turned.ts': TURNED_TS, 'rows.ts': rowsProgram(200_000) },
    rowsProject({ rows: 'rig1', turn: 'rig2' }),
  );
  const run = await startProject(project, { outFolder: join(rig.folder, 'out') });
  const written = (): number => run.progress().ports.find(({ id }) => id === 'rows')?.items ?? 0;
  for (const count of [1_000, 100_000]) {
    await until(() => written() > count);
    await rig.server.restart();
  }
  const report = await run.done;
  t.same(report.errors, []);
  t.equal(report.verdict, 'COMPLETE');
  hasEachRow(t, report, 200_000);
});

void test(
  'a run goes on though a machine takes its time to come back to a server that was killed',
  withServer,
  async (t) => {
    const rig = await makeRig(t);
    const agent = await rig.startAgent('rig2');
    const project = rig.project(
      { ...PROGRAMS, 'rows.ts': rowsProgram(200_000) },
      rowsProject({ turn: 'rig2', turned: 'rig2' }),
    );
    const run = await startProject(project, { outFolder: join(rig.folder, 'out') });
    // All modules have started: that has limits of its own.
    await until(() => (run.progress().ports.find(({ module }) => module === 'turned')?.items ?? 0) > 1_000);
    await rig.server.kill();
    agent.signal('SIGSTOP');
    await rig.server.restart();
    // Longer than the host waits for one that has left while its own connection stands.
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    agent.signal('SIGCONT');
    const report = await run.done;
    t.same(report.errors, []);
    t.equal(report.verdict === 'LATE' ? 'COMPLETE' : report.verdict, 'COMPLETE');
    hasEachRow(t, report, 200_000);
  },
);

void test('the project of the guide runs as it stands there', withServer, async (t) => {
  const rig = await makeRig(t);
  await rig.startAgent('rig2');
  const guide = fileURLToPath(new URL('../../../../docs/several-machines.md', import.meta.url));
  const { projects } = await writeDocBlocks(guide, rig.folder);
  const project = await loadProject(projects[0]!);
  const network = { ...project.network!, servers: rig.servers };
  const report = await runProject({ ...project, network }, { outFolder: rig.folder, durationMsec: 700 });
  isWhole(t, report, 'the guide’s project');
  for (const port of report.ports) {
    if (port.direction === 'input') t.ok(port.read > 0, `${port.module}:${port.id}`);
  }
});

void test(
  'a slow input of policy "latest" on another machine holds nobody back, and sees the newest',
  withServer,
  async (t) => {
    const rig = await makeRig(t);
    await rig.startAgent('rig2');
    const project = rig.project(
      {
        'rows.ts': rowsProgram(5_000).replace(
          'await out.submitAsync(',
          'await new Promise(setImmediate), out.submit(',
        ),
        'slow.ts': `
        import { DataType, initLink } from 'syntalos-mlink';
        const link = await initLink();
        const input = await link.registerInputPort('in', 'In', DataType.TableRow, { policy: 'latest' });
        const seen = [];
        input.onData = async ([index]) => {
          seen.push(Number(index));
          await new Promise((resolve) => setTimeout(resolve, 50));
        };
        link.onStop = () => {
          link.setFigure('rows', String(seen.length));
          link.setFigure('last', String(seen.at(-1)));
          link.setFigure('sorted', String(seen.every((index, i) => i === 0 || index > seen[i - 1])));
        };
        await link.awaitDataForever();
      `,
      },
      {
        modules: [
          { id: 'rows', use: './rows.ts' },
          { id: 'slow', use: './slow.ts', machine: 'rig2' },
        ],
        connections: [{ from: 'rows:rows', to: 'slow:in' }],
      },
    );
    const report = await runProject(project, { outFolder: join(rig.folder, 'out') });
    t.same(report.errors, []);
    const output = report.ports.find(({ direction }) => direction === 'output');
    t.same(output?.direction === 'output' && output.heldBack, { count: 0, totalUsec: 0 });
    const { figures = {} } = report.modules.find(({ id }) => id === 'slow') ?? {};
    t.equal(figures['sorted']?.value, 'true');
    t.ok(Number(figures['rows']?.value) < 1_000, `${figures['rows']?.value} rows`);
    const input = report.ports.find(({ direction }) => direction === 'input');
    const skipped = input?.direction === 'input' ? input.skipped : NaN;
    t.equal(
      Number(figures['rows']?.value) + skipped,
      Number(figures['last']?.value) + 1,
      'each row was seen or skipped',
    );
  },
);

const blink1 = findBlink1() ?? '';

void test(
  'a real recording played on one machine, tracked on another and recorded on a third gives the rows that one machine gives',
  blink1 === '' ? { skip: 'the recording blink1 is not on this machine' } : withServer,
  async (t) => {
    const rig = await makeRig(t);
    await Promise.all(['player', 'tracker', 'disk'].map((name) => rig.startAgent(name)));
    const tracker = fileURLToPath(new URL('../../../../examples/tracker/tracker.ts', import.meta.url));
    const run = async (isSpread: boolean): Promise<string> => {
      const on = (machine: string): { readonly machine?: string } => (isSpread ? { machine } : {});
      const settings = { recording: blink1, speed: 'max', streams: ['tis-camera'] };
      const project = rig.project(
        {},
        {
          modules: [
            { id: 'replay', use: 'replay', settings, ...on('player') },
            { id: 'tracker', use: tracker, ...on('tracker') },
            { id: 'table', use: 'table-recorder', ...on('disk') },
          ],
          connections: [
            { from: 'replay:tis-camera', to: 'tracker:frames' },
            { from: 'tracker:positions', to: 'table:rows' },
          ],
        },
      );
      const report = await runProject(project, { outFolder: join(rig.folder, isSpread ? 'far' : 'near') });
      isWhole(t, report, isSpread ? 'on three machines' : 'on one machine');
      return readFileSync(join(report.outFolder!, 'table/table.csv'), 'utf8');
    };
    const rows = await run(true);
    t.equal(rows.split('\n').length, 3897 + 2);
    t.equal(rows, await run(false));
  },
);

void test('two readers of an output on one far machine share one transfer', withServer, async (t) => {
  const port = await freePort();
  const rig = await makeRig(t, { server: await startServer({ args: ['-m', String(port)] }) });
  await rig.startAgent('rig2');
  const receivedBytes = async (): Promise<number> => {
    const answer = await fetch(`http://127.0.0.1:${port}/varz`);
    return ((await answer.json()) as { in_bytes: number }).in_bytes;
  };
  const run = async (readers: readonly string[]): Promise<number> => {
    const before = await receivedBytes();
    const project = rig.project(PROGRAMS, {
      modules: [
        { id: 'rows', use: './rows.ts' },
        ...readers.map((id) => ({ id, use: 'table-recorder', machine: 'rig2' })),
      ],
      connections: readers.map((id) => ({ from: 'rows:rows', to: `${id}:rows` })),
      // What they record would come back.
      network: { collect: false },
    });
    const report = await runProject(project, { outFolder: join(rig.folder, 'out') });
    isWhole(t, report, readers.join());
    return (await receivedBytes()) - before;
  };
  const [one, two] = [await run(['a']), await run(['a', 'b'])];
  t.ok(one > COUNT * 250, `${one} bytes`);
  t.ok(two < one * 1.2, `${two} bytes for two, ${one} for one`);
});

const TYPES = [
  'ControlCommand',
  'TableRow',
  'Frame',
  'LineCommand',
  'LineReading',
  'SignalBlockF32',
  'SignalBlockI32',
  'SignalBlockU16',
];

/** An item of each type, by number. */
const ALL_TYPES_TS = `
  const blocks = (i, Data) => ({
    timestamps: BigUint64Array.of(BigInt(i), BigInt(i + 1)), rows: 2, cols: 3, data: Data.of(i, 1, 2, 3, 4, 250),
  });
  export const ITEMS = {
    ControlCommand: (i) => ({ kind: 5, durationMsec: i, command: 'c' + i }),
    TableRow: (i) => [String(i), 'ä €', ''],
    Frame: (i) => ({
      index: i, timeUsec: i * 1000, width: 5, height: 3, channels: 1, depth: 'u16', data: new Uint16Array(15).fill(i),
    }),
    LineCommand: (i) => ({ kind: 1, lineId: i % 4, value: i, durationUsec: i * 3, flags: 0, extra: Uint8Array.of(i & 0xff, 7) }),
    LineReading: (i) => ({ lineId: 1, value: i, timeUsec: i * 10 }),
    SignalBlockF32: (i) => blocks(i, Float32Array),
    SignalBlockI32: (i) => blocks(i, Int32Array),
    SignalBlockU16: (i) => blocks(i, Uint16Array),
  };
`;

void test('items of all eight types come from another machine as they were sent', withServer, async (t) => {
  const rig = await makeRig(t);
  await rig.startAgent('rig2');
  const count = 300;
  const project = rig.project(
    {
      'all-types.ts': ALL_TYPES_TS,
      'gives.ts': `
        import { DataType, initLink } from 'syntalos-mlink';
        import { ITEMS } from './all-types.ts';
        const link = await initLink();
        const outputs = [];
        for (const type of Object.keys(ITEMS)) outputs.push([type, await link.registerOutputPort(type, type, DataType[type])]);
        link.onStart = async () => {
          for (let i = 0; i < ${count}; i++) for (const [type, output] of outputs) await output.submitAsync(ITEMS[type](i));
          await link.shutdown();
        };
        await link.awaitDataForever();
      `,
      'takes.ts': `
        import { inspect } from 'node:util';
        import { DataType, initLink } from 'syntalos-mlink';
        import { ITEMS } from './all-types.ts';
        const link = await initLink();
        const seen = {};
        for (const type of Object.keys(ITEMS)) {
          const input = await link.registerInputPort(type, type, DataType[type]);
          seen[type] = [];
          input.onData = (item) => {
            seen[type].push(inspect(item, { depth: 5, sorted: true }));
          };
        }
        link.onStop = () => link.setFigure('items', JSON.stringify(seen));
        await link.awaitDataForever();
      `,
    },
    {
      modules: [
        { id: 'gives', use: './gives.ts', machine: 'rig2' },
        { id: 'far', use: './takes.ts' },
        { id: 'near', use: './takes.ts', machine: 'rig2' },
      ],
      connections: TYPES.flatMap((type) =>
        ['far', 'near'].map((id) => ({ from: `gives:${type}`, to: `${id}:${type}` })),
      ),
    },
  );
  const report = await runProject(project, { outFolder: join(rig.folder, 'out') });
  isWhole(t, report, 'all types');
  const itemsOf = (id: string): Record<string, string[]> => {
    const { figures = {} } = report.modules.find((module) => module.id === id) ?? {};
    return JSON.parse(String(figures['items']?.value)) as Record<string, string[]>;
  };
  const [far, near] = [itemsOf('far'), itemsOf('near')];
  t.same(Object.keys(far), TYPES);
  for (const type of TYPES) {
    t.equal(far[type]?.length, count, type);
    // Beside the source, the reader gets the very bytes that it wrote.
    t.same(far[type], near[type], type);
  }
});
