/** What is recorded on another machine, and how the host gets it. */
import { existsSync, readFileSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'tap';
import { runProject, startProject, type Project } from 'syntalos-mlink/host';
import { until } from '../../support/until.ts';
import {
  COUNT,
  PROGRAMS,
  hasEachRow,
  makeRig,
  rowsProgram,
  rowsProject,
  withServer,
  type Rig,
} from './rig.ts';

/** So many rows of the host, recorded by machine `rig2`. */
function recordedThere(rig: Rig, count: number): Project {
  return rig.project(
    { 'rows.ts': rowsProgram(count) },
    {
      modules: [
        { id: 'rows', use: './rows.ts' },
        { id: 'straight', use: 'table-recorder', machine: 'rig2' },
      ],
      connections: [{ from: 'rows:rows', to: 'straight:rows' }],
    },
  );
}

void test(
  'a file of another machine that is here already, with other content, is fetched over neither: both stay',
  withServer,
  async (t) => {
    const rig = await makeRig(t);
    const agent = await rig.startAgent('rig2');
    const { modules, connections = [] } = rowsProject({ turned: 'rig2' });
    const meddler = `
      import { mkdirSync, writeFileSync } from 'node:fs';
      import { dirname, join } from 'node:path';
      import { initLink } from 'syntalos-mlink';
      const link = await initLink();
      link.onPrepare = async () => {
        const folder = join(dirname((await link.createDefaultDataset()).path), 'turned');
        mkdirSync(folder);
        writeFileSync(join(folder, 'table.csv'), 'mine');
        return true;
      };
      await link.awaitDataForever();
    `;
    const report = await runProject(
      rig.project(
        { ...PROGRAMS, 'meddler.ts': meddler },
        { connections, modules: [...modules, { id: 'meddler', use: './meddler.ts' }] },
      ),
      { outFolder: join(rig.folder, 'out') },
    );
    t.equal(report.verdict, 'INCOMPLETE');
    const message = report.errors[0]?.error.message ?? '';
    const [, kept = ''] =
      /^Cannot fetch what machine "rig2" recorded: "turned\/table.csv" is not the same here and there; it stays there, in "(.*)"$/.exec(
        message,
      ) ?? [];
    t.ok(kept.startsWith(agent.folder), message);
    t.equal(readFileSync(join(report.outFolder!, 'turned/table.csv'), 'utf8'), 'mine');
    t.equal(readFileSync(join(kept, 'turned/table.csv'), 'utf8').split('\n').length, COUNT + 2);
  },
);

void test('a link in what a machine records comes as the file that it leads to', withServer, async (t) => {
  const rig = await makeRig(t);
  const agent = await rig.startAgent('rig2');
  writeFileSync(join(rig.folder, 'weights'), 'all of them');
  const linker = `
    import { symlinkSync } from 'node:fs';
    import { join } from 'node:path';
    import { initLink } from 'syntalos-mlink';
    const link = await initLink();
    link.onPrepare = async () => {
      const { path } = await link.createDefaultDataset();
      symlinkSync(${JSON.stringify(join(rig.folder, 'weights'))}, join(path, 'model\\\\weights.bin'));
      symlinkSync('/nowhere', join(path, 'nothing'));
      return true;
    };
    await link.awaitDataForever();
  `;
  const project = rig.project(
    { 'linker.ts': linker },
    { modules: [{ id: 'linker', use: './linker.ts', machine: 'rig2' }], connections: [] },
  );
  const report = await runProject(project, { outFolder: join(rig.folder, 'out'), durationMsec: 100 });
  t.same(report.errors, []);
  const folder = join(report.outFolder!, 'linker');
  t.equal(readFileSync(join(folder, 'model\\weights.bin'), 'utf8'), 'all of them');
  t.notOk(existsSync(join(folder, 'nothing')));
  t.same(readdirSync(agent.folder), []);
});

void test('what stays on its machine is named, and lies there', withServer, async (t) => {
  const rig = await makeRig(t);
  const agent = await rig.startAgent('rig2');
  const project = rig.project(PROGRAMS, { ...rowsProject({ turned: 'rig2' }), network: { collect: false } });
  const report = await runProject(project, { outFolder: join(rig.folder, 'out') });
  t.equal(report.verdict, 'COMPLETE');
  t.notOk(existsSync(join(report.outFolder!, 'turned')));
  const [name] = readdirSync(join(agent.folder, 'recordings'));
  const path = join(agent.folder, 'recordings', name!);
  t.ok(report.warnings.some(({ text }) => text.includes('"rig2"') && text.includes(path)));
  t.match(readFileSync(join(path, 'attributes.toml'), 'utf8'), /success = true/);
  t.equal(
    readFileSync(join(path, 'turned/table.csv'), 'utf8').split('\n').length,
    COUNT + 2,
    'with a header and a last line end',
  );
});

void test(
  'a recording is fetched whole though the server is killed twice meanwhile',
  withServer,
  async (t) => {
    const rig = await makeRig(t);
    const agent = await rig.startAgent('rig2');
    const project = recordedThere(rig, 200_000);
    const lines: string[] = [];
    const run = await startProject(project, {
      outFolder: join(rig.folder, 'out'),
      onLog: ({ text }) => lines.push(text),
    });
    const part = join(run.details().outFolder ?? '', 'straight/table.csv.part');
    for (const bytes of [1, 20_000_000]) {
      await until(() => existsSync(part) && statSync(part).size > bytes);
      await rig.server.restart();
    }
    const report = await run.done;
    t.same(report.errors, []);
    t.equal(report.verdict, 'COMPLETE');
    hasEachRow(t, report, 200_000);
    t.match(
      lines.find((text) => text.startsWith('fetched what')),
      /^fetched what machine "rig2" recorded: /,
    );
    t.same(readdirSync(agent.folder), [], 'the agent keeps nothing of it');
  },
);

void test('a run that is killed leaves what was recorded elsewhere, as a failure', withServer, async (t) => {
  const rig = await makeRig(t);
  const agent = await rig.startAgent('rig2');
  const project = recordedThere(rig, 10_000_000);
  const run = await startProject(project, { outFolder: join(rig.folder, 'out') });
  const recordings = join(agent.folder, 'recordings');
  const attributes = (): string => {
    const [name] = existsSync(recordings) ? readdirSync(recordings) : [];
    const path = join(recordings, name ?? '', 'attributes.toml');
    return name !== undefined && existsSync(path) ? readFileSync(path, 'utf8') : '';
  };
  await until(() => run.progress().phase === 'running' && attributes() !== '');
  run.kill();
  t.equal((await run.done).verdict, 'INCOMPLETE');
  await until(() => attributes().includes('failure_reason'));
  t.match(attributes(), /success = false/);
  t.match(attributes(), /failure_reason = "the host ended the run at once"/);
});

void test(
  "a recording's folder that vanishes on its machine is told at once, and is not in the way of the next run",
  withServer,
  async (t) => {
    const rig = await makeRig(t);
    const agent = await rig.startAgent('rig2');
    const recordings = join(agent.folder, 'recordings');
    const lines: string[] = [];
    const run = await startProject(recordedThere(rig, 10_000_000), {
      outFolder: join(rig.folder, 'out'),
      onLog: ({ level, text }) => level === 'warning' && lines.push(text),
    });
    await until(() => run.progress().phase === 'running' && existsSync(recordings));
    const [name = ''] = readdirSync(recordings);
    renameSync(join(recordings, name), join(rig.folder, 'moved'));
    await until(() => lines.length > 0);
    t.match(lines[0], /^Machine "rig2": The folder of the recording ".*" is gone/);
    t.ok(lines[0]?.includes(join(recordings, name)));
    run.stop('the test is over');
    const report = await run.done;
    t.equal(report.verdict, 'INCOMPLETE');
    t.ok(report.errors.some(({ error }) => error.message.includes(join(recordings, name))));
    const next = await runProject(recordedThere(rig, 100), { outFolder: join(rig.folder, 'next') });
    t.equal(next.verdict, 'COMPLETE');
    t.same(readdirSync(agent.folder, { recursive: true }), ['recordings'], 'nothing of either run is left');
  },
);
