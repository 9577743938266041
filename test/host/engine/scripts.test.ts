/** Scripts: files that export prepare, start, run and stop, and get their ports from the project. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type Test } from 'tap';
import { parse as parseUuid, v7 as newUuid } from 'uuid';
import { ActorThread } from '#src/actors/index';
import { ENGINE_LIMITS, ModuleDriver, ModuleRecord, type RunContext } from '#src/host/engine/index';
import { createProject, runProject, type ProjectDescription, type RunReport } from 'syntalos-mlink/host';
import { fixture, temporaryFolder } from './support.ts';

const PORTS = {
  inputs: [{ id: 'in', title: 'Numbers', type: 'LineReading' }],
  outputs: [{ id: 'rows', type: 'TableRow' }],
} as const;

const source = { id: 'source', use: fixture('counter'), settings: { count: 5 } };

async function runScript(
  t: Test,
  text: string,
  parts: Partial<ProjectDescription> & { ports?: typeof PORTS } = {},
): Promise<{ report: RunReport; printed: string[]; file: string }> {
  const folder = temporaryFolder(t);
  const file = join(folder, 'script.ts');
  writeFileSync(file, text);
  const { ports, modules = [], ...rest } = parts;
  const script = { id: 'script', use: './script.ts', ...(ports === undefined ? {} : { ports }) };
  const project = createProject({ ...rest, modules: [script, ...modules] }, folder);
  const printed: string[] = [];
  const report = await runProject(project, {
    outFolder: join(folder, 'out'),
    ...(modules.length > 0 ? {} : { durationMsec: 50 }),
    onLog: ({ level, module, text: line }) => {
      if (level === 'info' && module === 'script') printed.push(line);
    },
  });
  return { report, printed, file };
}

test('a script gets its ports from the project, and its functions are called as a module is', async (t) => {
  const { report, printed } = await runScript(
    t,
    `import { getInputPort, getOutputPort, isRunning, println, wait, type LineReading, type InputPort, type SyntalosLink } from 'syntalos-mlink';
     enum Side { Left = 1, Right }
     const input = getInputPort('in') as InputPort<LineReading>;
     const rows = getOutputPort('rows')!;
     let sum = 0;
     export function prepare(link: SyntalosLink): void {
       rows.setMetadataValue('table_header', ['value', 'side']);
       println(\`prepare \${link.moduleName} \${input.title} \${rows.title}\`);
     }
     export async function start(): Promise<void> {
       input.onData = ({ value }) => { sum += value; rows.submit([value, Side.Right]); };
       println('start');
     }
     export async function run(): Promise<void> {
       println(\`run \${isRunning()}\`);
       while (isRunning()) await wait(1);
       println('run ends');
     }
     export function stop(link: SyntalosLink): void {
       println('stop');
       link.setFigure('sum', sum);
     }`,
    {
      ports: PORTS,
      modules: [source, { id: 'sink', use: fixture('row-sink') }],
      connections: [
        { from: 'source:out', to: 'script:in' },
        { from: 'script:rows', to: 'sink:rows' },
      ],
    },
  );
  t.strictSame(report.errors, []);
  t.equal(report.verdict, 'COMPLETE', report.reasons.join());
  t.strictSame(printed, ['prepare script Numbers rows', 'start', 'run true', 'run ends', 'stop']);
  t.strictSame(report.modules[0]?.figures, { sum: { value: 10 } });
  t.strictSame(report.modules[2]?.figures, {
    header: { value: '["value","side"]' },
    rows: { value: '["0","2"] ["1","2"] ["2","2"] ["3","2"] ["4","2"]' },
  });
});

test('a script may ask for its link, and need no function', async (t) => {
  const { report, printed } = await runScript(
    t,
    `import { getInputPort, initLink, println } from 'syntalos-mlink';
     const link = await initLink();
     let count = 0;
     getInputPort('in')!.onData = () => { count++; };
     link.onStop = () => println(\`got \${count}\`);`,
    { ports: PORTS, modules: [source], connections: [{ from: 'source:out', to: 'script:in' }] },
  );
  t.strictSame(report.errors, []);
  t.strictSame(printed, ['got 5']);
});

test('a file without ports that exports such functions is a script, too', async (t) => {
  const { report, printed } = await runScript(
    t,
    `import { isRunning, println } from 'syntalos-mlink';
     export function start(): void { println(\`started, \${isRunning()}\`); }`,
  );
  t.strictSame(report.errors, []);
  t.strictSame(printed, ['started, true']);
});

test('a script that fails says with what, and where', async (t) => {
  const syntax = await runScript(t, `export function run() {\n  const x = ;\n}`, { ports: PORTS });
  t.equal(syntax.report.errors[0]?.error.code, 'ERR_SYNTALOS_MODULE_LOAD');
  t.match(syntax.report.errors[0]?.error.message, `${syntax.file}": line 2, column 13`);

  const refused = await runScript(t, `export const prepare = () => false;`);
  t.match(refused.report.errors[0]?.error.message, /^Callback "prepare" of module "script" refused the run/);

  const thrown = await runScript(
    t,
    `export async function run(): Promise<void> {\n  await null;\n  throw new RangeError('lost');\n}`,
  );
  t.match(thrown.report.errors[0]?.error, {
    message: 'Callback "run" of module "script" threw RangeError: lost',
    stack: /script\.ts:3:9/,
  });

  const wrong = await runScript(t, `export const stop = 5;`);
  t.match(wrong.report.errors[0]?.error.message, /its export "stop" is 5, expected a function/);
});

test('a run function that ignores the stop is named', async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(
    join(folder, 'script.ts'),
    `export async function run(): Promise<void> { await new Promise(() => setInterval(() => 0, 1000)); }`,
  );
  const project = createProject({ modules: [{ id: 'script', use: './script.ts' }] }, folder);
  const report = await runProject(project, {
    outFolder: join(folder, 'out'),
    durationMsec: 50,
    limits: { stopMsec: 200 },
  });
  t.match(report.errors[0]?.error, {
    code: 'ERR_SYNTALOS_CALLBACK_OVERDUE',
    message: /^Callback "run" of module "script" did not return within 200 ms of "stop"/,
  });
});

test('another script takes the place of one between two runs, with its ports or without', async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'script.ts'), `export function start(link) { link.setStatusMessage('first'); }`);
  const project = createProject({ modules: [{ id: 'script', use: './script.ts', ports: PORTS }] }, folder);
  const record = new ModuleRecord(project.modules[0]!, {
    onError: () => undefined,
    onWarning: () => undefined,
    onInfo: () => undefined,
    onState: () => undefined,
    reserveEdl: () => ({ kind: 'edlReservation', success: true, errorMessage: '', absolutePath: folder }),
    runTimeUsec: () => undefined,
  });
  const driver = new ModuleDriver(record, ENGINE_LIMITS);
  const supervisors = new ActorThread('supervisors');
  t.teardown(async () => {
    await driver.shutdown();
    await supervisors.close();
  });
  const once = async (): Promise<void> => {
    const edlRootPath = join(folder, newUuid());
    mkdirSync(edlRootPath);
    const run: RunContext = { subject: { id: '', group: '' }, runUuid: parseUuid(newUuid()), edlRootPath };
    await driver.prepare(run, []);
    await driver.start(1, []);
    await driver.stop();
  };
  const load = (script: string, resetPorts: boolean): Promise<void> =>
    driver.request({ kind: 'loadScript', workingDir: folder, venvDir: '', script, resetPorts });

  await driver.load({
    projectFolder: folder,
    settings: { read: () => Promise.resolve(undefined), write: () => Promise.resolve() },
    supervisorThread: () => supervisors,
    onLine: () => undefined,
  });
  await once();
  writeFileSync(join(folder, 'words.ts'), `export const word: string = 'second';`);
  await load(
    `import { getInputPort } from 'syntalos-mlink';
     import { word } from './words.ts';
     const title: string = getInputPort('in')!.title;
     export function stop(link) { link.setStatusMessage(\`\${word} \${title}\`); }`,
    false,
  );
  await once();
  t.strictSame([...record.inputs.keys(), ...record.outputs.keys()], ['in', 'rows']);
  await load(
    `import { DataType, getInputPort, initLink } from 'syntalos-mlink';
     const link = await initLink();
     await link.registerOutputPort('frames', 'Frames', DataType.Frame);
     export function stop() { link.setStatusMessage(\`third \${getInputPort('in')}\`); }`,
    true,
  );
  await once();
  t.strictSame(record.errors, []);
  t.strictSame([...record.inputs.keys(), ...record.outputs.keys()], ['frames']);
  await load(`export function run( {`, false);
  t.match(record.errors[0]?.error, {
    code: 'ERR_SYNTALOS_MODULE_LOAD',
    message: /script\.ts": line 1, column \d+: /,
  });
  await driver.shutdown();
  t.strictSame(
    record.statusMessages.map(({ text }) => text),
    ['first', 'second Numbers', 'third undefined'],
  );
});

test('ports of a project are checked', (t) => {
  const refuse = (ports: unknown, use = fixture('counter')): string => {
    try {
      createProject({ modules: [{ id: 'a', use, ports: ports as typeof PORTS }] });
    } catch (error) {
      return (error as Error).message;
    }
    return 'accepted';
  };
  t.equal(refuse(PORTS), 'accepted');
  t.match(
    refuse({ inputs: [{ id: 'a', type: 'Frames' }] }),
    /ports\.inputs\[0\]\.type: there is no data type "Frames", did you mean "Frame"/,
  );
  t.match(
    refuse({ inputs: [{ id: 'a:b', type: 'Frame' }] }),
    /must be 1 to 64 characters without blanks and ":"/,
  );
  t.match(
    refuse({
      outputs: [
        { id: 'a', type: 'Frame' },
        { id: 'a', type: 'Frame' },
      ],
    }),
    /outputs\[1\]\.id: "a" is the id of another/,
  );
  t.match(refuse({ input: [] }), /unknown key, did you mean "inputs"/);
  t.match(refuse({ inputs: {} }), /inputs: must be a list/);
  t.match(refuse({ inputs: [{ type: 'Frame' }] }), /id: is missing/);
  t.match(refuse(PORTS, 'monitor'), /only a script of its own takes ports, "monitor" has its own/);
  t.end();
});
