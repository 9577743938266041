/** `doctor` on this machine, with the addon, in a folder of its own. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test, type Test } from 'tap';
import type { Finding } from '#src/cli/doctor/finding';
import { runCli } from '#src/cli/program';
import { makeLinkFolder } from '../../support/peer.ts';
import { TestWorld } from '../fixtures/test-world.ts';

const PACKAGE = new URL('../../../../', import.meta.url);

async function examine(t: Test, environment: NodeJS.ProcessEnv, ...args: string[]) {
  const world = new TestWorld(t.testdir());
  Object.assign(world, { version: '0.1.0' });
  Object.assign(world.environment, environment);
  const code = await runCli(['doctor', '--json', ...args], world);
  const findings = JSON.parse(world.stdout.text) as Finding[];
  return { code, of: (check: string) => findings.find((finding) => finding.check === check) };
}

test('two processes exchange a sample, and nothing is left of it', async (t) => {
  const folder = makeLinkFolder();
  t.teardown(() => folder.remove());
  const { code, of } = await examine(t, folder.environment);
  t.equal(code, 0);
  t.match(of('addon'), { status: 'ok', state: /^0\.1\.0 with iceoryx2 0\.9\.3, its ring layout fits/ });
  t.match(of('self-test'), { status: 'ok' });
  t.match(of('dead nodes'), { state: /0 running/ });
  t.same(readdirSync(join(folder.path, 'syntalos-iox/nodes')), []);
});

test('a self-test that cannot be is a problem that says why', async (t) => {
  const folder = makeLinkFolder();
  t.teardown(() => folder.remove());
  writeFileSync(join(folder.path, 'syntalos-iox'), '');
  const { code, of } = await examine(t, folder.environment);
  t.equal(code, 1);
  t.match(of('link folder'), { status: 'problem', state: /is no folder/ });
  t.match(of('self-test'), { status: 'problem', state: /could not exchange .* Cannot create node/ });
});

test('what a killed module has left is found, and removed when asked for', async (t) => {
  const folder = makeLinkFolder();
  t.teardown(() => folder.remove());
  const program = join(folder.path, 'module.mjs');
  const text = `import { initLink } from ${JSON.stringify(new URL('dist/bundle/index.js', PACKAGE).href)};`;
  writeFileSync(program, `${text}\nawait (await initLink()).awaitDataForever();\n`);
  const child = spawn(process.execPath, [program], {
    env: { ...folder.environment, SYNTALOS_MODULE_ID: 'killed_0' },
    stdio: 'ignore',
  });
  const nodes = join(folder.path, 'syntalos-iox/nodes');
  const ended = once(child, 'exit');
  for (;;) {
    const { of } = await examine(t, folder.environment);
    if (/1 running/.test(of('dead nodes')?.state ?? '')) break;
  }
  child.kill('SIGKILL');
  await ended;
  t.match((await examine(t, folder.environment)).of('dead nodes'), {
    status: 'warning',
    state: /^1 nodes of killed processes/,
    remedy: /doctor --clean/,
  });
  t.match((await examine(t, folder.environment, '--clean')).of('dead nodes'), {
    status: 'ok',
    state: '1 dead nodes were removed',
  });
  t.same(readdirSync(nodes), []);
});

test('a killed module whose shared memory is gone, as after a restart of a container, is removed as well', async (t) => {
  const folder = makeLinkFolder();
  t.teardown(() => folder.remove());
  const instanceId = `restarted-${process.pid}_0`;
  const program = fileURLToPath(new URL('./fixtures/dies-with-ports.js', import.meta.url));
  const before = new Set(readdirSync('/dev/shm'));
  spawnSync(process.execPath, [program, instanceId], { env: folder.environment });
  const nodes = join(folder.path, 'syntalos-iox/nodes');
  const [id = ''] = readdirSync(nodes).filter((name) => /^\d+$/.test(name));
  // Not every file there is of a port.
  const ports = readdirSync(join(nodes, id)).flatMap((name) => /_(\d+)\./.exec(name)?.[1] ?? []);
  // Its own: other tests make files at the same time.
  const isOurs = (name: string) => !before.has(name) && ports.some((port) => name.includes(port));
  const services = readdirSync(join(folder.path, 'syntalos-iox/services'));
  const ids = services.flatMap((name) => /_([0-9a-f]+)\.service$/.exec(name)?.[1] ?? []);
  const isOurService = (name: string) => ids.some((service) => name.endsWith(`_${service}.dynamic`));
  for (const name of readdirSync('/dev/shm')) {
    if (isOurs(name) || isOurService(name)) rmSync(join('/dev/shm', name), { force: true });
  }

  t.match((await examine(t, folder.environment)).of('dead nodes'), { status: 'warning' });
  t.match((await examine(t, folder.environment, '--clean')).of('dead nodes'), {
    status: 'ok',
    state: '1 dead nodes were removed',
  });
  t.same(readdirSync(nodes), []);
});

test('cleaning leaves a module that lives whole', async (t) => {
  const folder = makeLinkFolder();
  t.teardown(() => folder.remove());
  const program = join(folder.path, 'module.mjs');
  const text = `import { initLink } from ${JSON.stringify(new URL('dist/bundle/index.js', PACKAGE).href)};`;
  writeFileSync(program, `${text}\nawait (await initLink()).awaitDataForever();\n`);
  const child = spawn(process.execPath, [program], {
    env: { ...folder.environment, SYNTALOS_MODULE_ID: `living-${process.pid}_0` },
    stdio: 'ignore',
  });
  t.teardown(() => child.kill('SIGKILL'));
  for (;;) {
    const { of } = await examine(t, folder.environment);
    if (/1 running/.test(of('dead nodes')?.state ?? '')) break;
  }
  const nodes = readdirSync(join(folder.path, 'syntalos-iox/nodes')).sort();
  t.match((await examine(t, folder.environment, '--clean')).of('dead nodes'), { state: /1 running/ });
  t.same(readdirSync(join(folder.path, 'syntalos-iox/nodes')).sort(), nodes);
  t.equal(child.exitCode, null);
});

test('the prebuilt package holds the addon, and is found where it is installed', (t) => {
  const { platform, arch } = process;
  const name = `${platform}-${arch}-gnu`;
  const home = t.testdir();
  const packed = spawnSync('npm', ['pack', '--json', '--pack-destination', home], {
    cwd: new URL(`native/npm/${name}/`, PACKAGE),
    encoding: 'utf8',
  });
  const [{ filename, files }] = JSON.parse(packed.stdout) as [
    { filename: string; files: { path: string }[] },
  ];
  t.same(files.map(({ path }) => path).sort(), ['package.json', `syntalos-mlink-native.${name}.node`]);

  // A copy of this package as it is published: without a `native` folder.
  for (const part of ['dist', 'package.json']) {
    cpSync(new URL(part, PACKAGE), join(home, part), { recursive: true });
  }
  const target = join(home, 'node_modules', `syntalos-mlink-${name}`);
  mkdirSync(target, { recursive: true });
  const unpacked = spawnSync('tar', ['-xzf', join(home, filename), '-C', target, '--strip-components=1']);
  t.equal(unpacked.status, 0);
  const folder = makeLinkFolder();
  t.teardown(() => folder.remove());
  const doctor = spawnSync(process.execPath, [join(home, 'dist/bundle/cli.cjs'), 'doctor'], {
    env: folder.environment,
    encoding: 'utf8',
  });
  t.equal(doctor.status, 0, doctor.stdout);
  t.match(doctor.stdout, `its ring layout fits ("syntalos-mlink-${name}")`);
  t.end();
});
