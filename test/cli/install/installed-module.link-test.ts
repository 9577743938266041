/** Installed modules, started by an independent master as Syntalos starts them. */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type Test } from 'tap';
import { runCli } from '#src/cli/program';
import { makeLinkFolder, runMaster } from '../../support/peer.ts';
import { TestWorld } from '../fixtures/test-world.ts';

/** Installs a program and runs it once under the master, which must find it in the folder of modules. */
async function runInstalled(t: Test, text: string, args: readonly string[] = []) {
  const world = new TestWorld(t.testdir({ 'main.ts': text, tmp: {} }));
  t.equal(await runCli(['install', 'main.ts', '--id', 'mine'], world), 0, world.stderr.text);
  t.notMatch(world.stderr.text, 'warning');
  const folder = makeLinkFolder();
  const temporary = join(world.workingFolder, 'tmp');
  const run = await runMaster({ mine_0: join(world.stdout.text.trim(), 'start-module') }, args, {
    ...folder,
    environment: { ...folder.environment, TMPDIR: temporary },
  });
  return { ...run, left: readdirSync(temporary) };
}

test('a TypeScript program that was installed goes through its life, and leaves no file', async (t) => {
  const { code, of, stderr, left } = await runInstalled(
    t,
    `import { DataType, initLink } from 'syntalos-mlink';
     const link = await initLink();
     await link.registerOutputPort('rows', 'Rows', DataType.TableRow);
     link.onShowSettings = (): void => console.log('shown');
     await link.awaitDataForever();`,
    ['--show'],
  );
  t.equal(code, 0, stderr);
  t.match(of('port', 'mine_0'), [{ kind: 'output', id: 'rows', type: 2 }]);
  t.match(stderr, 'mine_0 stdout: shown');
  t.match(of('ended', 'mine_0'), [{ code: 0 }]);
  t.same(left, []);
});

test('a script that was installed is connected by itself', async (t) => {
  const { code, of, stderr } = await runInstalled(
    t,
    `import type { SyntalosLink } from 'syntalos-mlink';
     export function prepare(link: SyntalosLink): boolean { link.setStatusMessage('prepared'); return true; }
     export async function run(link: SyntalosLink): Promise<void> { console.log('runs', link.isRunning); }`,
  );
  t.equal(code, 0, stderr);
  t.match(of('status', 'mine_0'), [{ text: 'prepared' }]);
  t.match(stderr, 'mine_0 stdout: runs true');
});

test('a program that does not load tells the master why, where and at once', async (t) => {
  const world = new TestWorld(t.testdir({ 'main.ts': 'export {};' }));
  t.equal(await runCli(['install', 'main.ts', '--id', 'mine'], world), 0);
  for (const [text, message] of [
    ['const = 1;', /main\.ts": line 1, column 7: /],
    ["throw new Error('no camera');", /no camera\nat .*main\.ts:1:7/],
    ["import 'syntalos-mlink/none';", /main\.ts": line 1, column 8: /],
  ] as const) {
    writeFileSync(join(world.workingFolder, 'main.ts'), text);
    const { of } = await runMaster({ mine_0: join(world.stdout.text.trim(), 'start-module') });
    t.match(String(of('error', 'mine_0')[0]?.['message']), message);
    t.match(of('ended', 'mine_0'), [{ code: 1 }]);
  }
});
