/** Hosts and agents that are killed, at each step of a run. */
import { spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'tap';
import { startProject } from 'syntalos-mlink/host';
import { until } from '../../support/until.ts';
import { makeRig, withServer, type Rig } from './rig.ts';

/** Says which step it is in, and takes long over one of them. */
const slowProgram = (slowStep: string): string => `
  import { DataType, everyUsec, initLink } from 'syntalos-mlink';
  const link = await initLink();
  const step = async (name) => {
    console.log('step', name);
    if (name === '${slowStep}') await new Promise((resolve) => setTimeout(resolve, 10_000));
  };
  const out = await link.registerOutputPort('rows', 'Rows', DataType.TableRow);
  link.onPrepare = async () => {
    out.setMetadataValue('table_header', ['index']);
    await step('prepare');
    return true;
  };
  link.onStart = () => {
    everyUsec(10_000, () => out.submit([String(index++)]));
    return step('start');
  };
  link.onStop = () => step('stop');
  let index = 0;
  await step('load');
  await link.awaitDataForever();
`;

const READER_TS = `
  import { DataType, initLink } from 'syntalos-mlink';
  const link = await initLink();
  const input = await link.registerInputPort('in', 'In', DataType.TableRow);
  let count = 0;
  input.onData = () => {
    if (++count === 10) console.log('step run');
  };
  await link.awaitDataForever();
`;

function slowProject(rig: Rig, slowStep: string) {
  return rig.project(
    { 'slow.ts': slowProgram(slowStep), 'reader.ts': READER_TS },
    {
      modules: [
        { id: 'slow', use: './slow.ts', machine: 'rig2' },
        { id: 'reader', use: './reader.ts' },
        { id: 'here', use: 'table-recorder' },
        { id: 'there', use: 'table-recorder', machine: 'rig2' },
      ],
      connections: [
        { from: 'slow:rows', to: 'reader:in' },
        { from: 'slow:rows', to: 'here:rows' },
        { from: 'slow:rows', to: 'there:rows' },
      ],
    },
  );
}

for (const step of ['load', 'prepare', 'start', 'run', 'stop']) {
  void test(`an agent that is killed at "${step}" ends the run with its name`, withServer, async (t) => {
    const rig = await makeRig(t);
    const agent = await rig.startAgent('rig2');
    let killedMsec: number | undefined;
    const run = await startProject(slowProject(rig, step), {
      outFolder: join(rig.folder, 'out'),
      onLog: ({ text }) => {
        if (step === 'stop' && text === 'step run') run.stop('the test');
        if (text !== `step ${step}`) return;
        killedMsec = performance.now();
        agent.signal('SIGKILL');
      },
    });
    const report = await run.done;
    t.equal(report.verdict, 'INCOMPLETE');
    t.ok(killedMsec !== undefined, 'the step was reached');
    t.ok(report.errors.length > 0);
    for (const { error } of report.errors) {
      t.equal(error.code, 'ERR_SYNTALOS_MACHINE');
      t.match(error.message, /^Machine "rig2" is gone: it has left the servers/);
    }
    t.match(report.stopReason, step === 'stop' ? /the test/ : /"(slow|there)" failed/);
    if (step !== 'load') {
      t.match(readFileSync(join(report.outFolder!, 'attributes.toml'), 'utf8'), /success = false/);
    }
  });
}

const HOST = fileURLToPath(new URL('./host-process.js', import.meta.url));

for (const step of ['load', 'prepare', 'start', 'run', 'stop']) {
  void test(
    `an agent whose host is killed at "${step}" ends its part, and takes the next run`,
    withServer,
    async (t) => {
      const rig = await makeRig(t);
      const agent = await rig.startAgent('rig2');
      slowProject(rig, step);
      const host = spawn(process.execPath, [HOST, rig.folder, rig.servers[0]!, step], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let text = '';
      host.stdout.on('data', (data: Buffer) => (text += data.toString()));
      await until(() => text.includes(`step ${step}\n`));
      host.kill('SIGKILL');
      await until(() =>
        agent.lines.some((line) => line.includes('the host is gone: it has left the servers')),
      );
      if (step === 'run') {
        const [name] = readdirSync(join(agent.folder, 'recordings'));
        const path = join(agent.folder, 'recordings', name!);
        const attributes = readFileSync(join(path, 'attributes.toml'), 'utf8');
        t.match(attributes, /success = false/);
        t.match(attributes, /failure_reason = ".*the host is gone/);
        t.ok(readFileSync(join(path, 'there/table.csv'), 'utf8').split('\n').length > 10);
      }
      const next = await startProject(slowProject(rig, 'none'), {
        outFolder: join(rig.folder, 'next'),
        durationMsec: 200,
      });
      const report = await next.done;
      t.same(report.errors, []);
    },
  );
}

void test(
  'an agent that is asked to end by a signal says so to its host, and saves what it has',
  withServer,
  async (t) => {
    const rig = await makeRig(t);
    const agent = await rig.startAgent('rig2');
    const run = await startProject(slowProject(rig, 'none'), {
      outFolder: join(rig.folder, 'out'),
      onLog: ({ text }) => {
        if (text === 'step run') agent.signal('SIGTERM');
      },
    });
    const report = await run.done;
    t.equal(report.verdict, 'INCOMPLETE');
    t.match(report.errors[0]?.error.message, /^Machine "rig2" is gone: its agent was stopped/);
    t.equal(await agent.ended, 0);
    const [name] = readdirSync(join(agent.folder, 'recordings'));
    t.match(
      readFileSync(join(agent.folder, 'recordings', name!, 'attributes.toml'), 'utf8'),
      /failure_reason = "its agent was stopped/,
    );
  },
);
