/** What cannot be: each with a clear error, and whoever is there goes on. */
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'tap';
import { runProject, startProject, type RunReport } from 'syntalos-mlink/host';
import { factsSubject, openSubject, type AgentFacts, type OpenRequest } from '#src/host/machines/index';
import { connectBus } from '#src/ipc/nats/index';
import { freePort, startServer, untilAccepting } from '../../../support/nats-server.ts';
import { until } from '../../support/until.ts';
import { makeRig, rowsProgram, withServer, type Rig } from './rig.ts';

const PROGRAMS = { 'rows.ts': rowsProgram(100) };

function simpleProject(rig: Rig, network: object = {}) {
  return rig.project(PROGRAMS, {
    modules: [
      { id: 'rows', use: './rows.ts', machine: 'rig2' },
      { id: 'table', use: 'table-recorder' },
    ],
    connections: [{ from: 'rows:rows', to: 'table:rows' }],
    network,
  });
}

/** The one error of a run that was refused before anything began. */
function refusalOf(report: RunReport): { readonly code: string | undefined; readonly message: string } {
  const { code, message } = report.errors[0]!.error;
  return { code, message };
}

void test(
  'a machine that is not there is named, and how to start its agent; nothing is recorded',
  withServer,
  async (t) => {
    const rig = await makeRig(t);
    const outFolder = join(rig.folder, 'out');
    const report = await runProject(simpleProject(rig), { outFolder });
    t.match(refusalOf(report), {
      code: 'ERR_SYNTALOS_MACHINE',
      message:
        /^Cannot use machine "rig2": there is no agent of this name .* syntalos-mlink agent --name rig2/,
    });
    t.equal(report.refused, true);
    t.notOk(existsSync(outFolder));
  },
);

void test('servers that are not there are named', withServer, async (t) => {
  const rig = await makeRig(t);
  const project = simpleProject(rig, { servers: ['nats://127.0.0.1:9'] });
  const report = await runProject(project, { outFolder: join(rig.folder, 'out') });
  t.match(refusalOf(report), {
    code: 'ERR_SYNTALOS_MACHINE',
    message: /^Cannot connect to nats:\/\/127.0.0.1:9: /,
  });
});

void test('of two agents of one name that start in one moment, at most one stays', withServer, async (t) => {
  const rig = await makeRig(t);
  const other = await makeRig(t);
  const both = await Promise.all([
    rig.startAgent('rig2'),
    other.startAgent('rig2', '--servers', rig.servers[0]!),
  ]);
  const said = both.map(({ lines }) => lines.join('\n'));
  t.ok(said.filter((text) => text.includes('waits for hosts')).length <= 1, said.join('\n---\n'));
  t.ok(said.some((text) => /Cannot be agent "rig2": .* has one of this name on these servers/.test(text)));
});

void test('an agent whose last run is just ending is asked again until it is free', withServer, async (t) => {
  const rig = await makeRig(t);
  const bus = await connectBus({ servers: rig.servers, name: 'an agent that ends a run' });
  t.teardown(() => bus.close());
  const answers = [
    { ok: false, why: 'it takes part in run 1', isSoonFree: true },
    { ok: false, why: 'it takes part in run 1', isSoonFree: true },
    { ok: false, why: 'it has had enough' },
  ];
  bus.answer(openSubject('rig2'), () => new TextEncoder().encode(JSON.stringify(answers.shift())));
  const report = await runProject(simpleProject(rig), { outFolder: join(rig.folder, 'out') });
  t.match(refusalOf(report), { message: /Cannot use machine "rig2": it has had enough/ });
  t.same(answers, []);
});

void test('a run right after one that was killed finds its agent free', withServer, async (t) => {
  const rig = await makeRig(t);
  await rig.startAgent('rig2');
  const project = simpleProject(rig);
  const outFolder = join(rig.folder, 'out');
  const killed = await startProject(project, { outFolder });
  await until(() => killed.progress().phase !== 'loading');
  killed.kill();
  await killed.done;
  const report = await runProject(project, { outFolder });
  t.same(report.errors, []);
  t.equal(report.verdict, 'COMPLETE');
});

void test(
  'a run that is killed while its machine is asked something leaves no timer that keeps the process',
  withServer,
  async (t) => {
    const rig = await makeRig(t);
    await rig.startAgent('rig2');
    const project = simpleProject(rig);
    const timers = (): number =>
      process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
    const before = timers();
    // It is asked for its links some 20 to 50 ms after the modules are loaded, at the pace of this machine.
    for (let afterMsec = 20; afterMsec <= 60; afterMsec += 5) {
      const run = await startProject(project, { outFolder: join(rig.folder, 'out') });
      await until(() => run.progress().phase !== 'loading');
      await new Promise((resolve) => setTimeout(resolve, afterMsec));
      run.kill();
      await run.done;
    }
    // A limit that is left behind lasts for a minute.
    for (let tries = 0; timers() > before && tries < 30; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    t.ok(timers() <= before, `${timers()} timers, ${before} before`);
  },
);

void test('a second agent of one name is refused, and the first goes on', withServer, async (t) => {
  const rig = await makeRig(t);
  await rig.startAgent('rig2');
  const other = await makeRig(t);
  const second = await other.startAgent('rig2', '--servers', rig.servers[0]!);
  t.equal(await second.ended, 1);
  t.match(second.lines.join('\n'), /Cannot be agent "rig2": .* has one of this name on these servers/);
  const report = await runProject(simpleProject(rig), { outFolder: join(rig.folder, 'out') });
  t.equal(report.verdict, 'COMPLETE');
});

void test(
  'an agent without credentials takes no server of other machines, unless told so',
  withServer,
  async (t) => {
    const rig = await makeRig(t);
    const agent = await rig.startAgent('rig2', '--servers', 'nats://192.0.2.1:4222');
    t.equal(await agent.ended, 2);
    t.match(
      agent.lines.join('\n'),
      /without credentials: whoever reaches that server could run programs here/,
    );
  },
);

void test(
  'an agent of another version, or a busy one, is refused with both versions, or the run',
  withServer,
  async (t) => {
    const rig = await makeRig(t);
    await rig.startAgent('rig2');
    const bus = await connectBus({ servers: rig.servers, name: 'test' });
    t.teardown(() => bus.close());
    const ask = async (question: unknown): Promise<unknown> => {
      const bytes = new TextEncoder().encode(JSON.stringify(question));
      const answer = await bus.ask(openSubject('rig2'), bytes, 2_000);
      return answer instanceof Uint8Array ? JSON.parse(new TextDecoder().decode(answer)) : answer;
    };
    const facts = (await bus.ask(factsSubject('rig2'), new Uint8Array(), 2_000)) as Uint8Array;
    const { version, protocolVersion } = JSON.parse(new TextDecoder().decode(facts)) as AgentFacts;
    t.match(await ask({ version: '9.9.9', protocolVersion }), { ok: false, why: /0\.\d+\.\d+.*9\.9\.9/ });
    t.match(await ask({ version, protocolVersion: 99 }), { ok: false, why: /protocol 99/ });
    for (const nonsense of [null, 7, 'x', [], {}, { version, protocolVersion }]) {
      t.match(await ask(nonsense), { ok: false, why: /./ }, JSON.stringify(nonsense));
    }
    const request: OpenRequest = {
      ...{ version, protocolVersion, runUuid: '0198b5a0-0000-7000-8000-000000000000', hostName: 'h' },
      ...{ project: 'p', subject: { id: '', group: '' }, experiment: '', silenceMsec: 10_000 },
      limits: { idleMsec: 1, prepareMsec: 1, stopMsec: 1, drainMsec: 1, overdueMsec: 1 },
    };
    t.match(await ask(request), { ok: true, hostName: /./ });
    t.match(await ask(request), { ok: false, why: /takes part in run 0198b5a0/ });
  },
);

void test(
  'a server that wants a password lets in who has it, and says so to others',
  withServer,
  async (t) => {
    const rig = await makeRig(t);
    const port = await freePort();
    const server = spawn(
      'nats-server',
      ['-a', '127.0.0.1', '-p', String(port), '--user', 'lab', '--pass', 'secret'],
      {
        stdio: 'ignore',
      },
    );
    t.teardown(() => server.kill('SIGKILL'));
    await untilAccepting(port);
    const servers = [`nats://127.0.0.1:${port}`];
    const creds = join(rig.folder, 'lab.toml');
    writeFileSync(creds, 'user = "lab"\npassword = "secret"\n');
    chmodSync(creds, 0o600);
    await rig.startAgent('rig2', '--servers', servers[0]!, '--creds', creds);
    const run = (network: object): Promise<RunReport> =>
      runProject(simpleProject(rig, { servers, ...network }), { outFolder: join(rig.folder, 'out') });
    t.match(refusalOf(await run({})), { message: /uthorization.*it wants credentials: name their file/ });
    t.equal((await run({ credentials: creds })).verdict, 'COMPLETE');
    writeFileSync(creds, 'user = "lab"\npassword = "wrong"\n');
    t.match(refusalOf(await run({ credentials: creds })), {
      code: 'ERR_SYNTALOS_MACHINE',
      message: /uthorization/,
    });
    writeFileSync(creds, 'user = lab\n');
    const damaged = refusalOf(await run({ credentials: creds }));
    t.match(damaged.message, /lab\.toml.*no NATS file and no TOML/);
    t.notMatch(damaged.message, /secret|wrong/);
  },
);

void test('a package of another version there is named with both versions', withServer, async (t) => {
  const rig = await makeRig(t);
  const agent = await rig.startAgent('rig2');
  const install = (folder: string, version: string): void => {
    const place = join(folder, 'node_modules/number-of-legs');
    mkdirSync(place, { recursive: true });
    writeFileSync(
      join(place, 'package.json'),
      JSON.stringify({ name: 'number-of-legs', version, type: 'module', exports: './i.js' }),
    );
    writeFileSync(join(place, 'i.js'), 'export const legs = 4;\n');
  };
  install(rig.folder, '1.2.3');
  install(agent.folder, '1.2.4');
  const project = rig.project(
    { 'rows.ts': `import { legs } from 'number-of-legs';\nconsole.log(legs);\n${rowsProgram(10)}` },
    { modules: [{ id: 'rows', use: './rows.ts', machine: 'rig2' }] },
  );
  const run = (): Promise<RunReport> => runProject(project, { outFolder: join(rig.folder, 'out') });
  t.match(refusalOf(await run()), {
    code: 'ERR_SYNTALOS_MACHINE',
    message:
      /Machine "rig2" has number-of-legs 1\.2\.4, the host has 1\.2\.3: install number-of-legs@1\.2\.3 there/,
  });
  install(agent.folder, '1.2.3');
  t.equal((await run()).verdict, 'COMPLETE');
});

void test(
  'with the permissions of the guide hosts and agents do their work, and an agent can ask no other to run anything',
  withServer,
  async (t) => {
    const rig = await makeRig(t);
    const guide = readFileSync(
      fileURLToPath(new URL('../../../../docs/several-machines.md', import.meta.url)),
      'utf8',
    );
    const [, authorization] = /```text\n(authorization \{[^]*?\n\})/.exec(guide)!;
    const conf = join(rig.folder, 'nats.conf');
    writeFileSync(conf, authorization!.replace('$HOST_PASSWORD', 'h').replace('$RIG2_PASSWORD', 'r'));
    const port = await freePort();
    const server = spawn('nats-server', ['-a', '127.0.0.1', '-p', String(port), '-c', conf], {
      stdio: 'ignore',
    });
    t.teardown(() => server.kill('SIGKILL'));
    await untilAccepting(port);
    const servers = [`nats://127.0.0.1:${port}`];
    const credentialsOf = (user: string, password: string): string => {
      const file = join(rig.folder, `${user}.toml`);
      writeFileSync(file, `user = "${user}"\npassword = "${password}"\n`);
      return file;
    };
    const ofAgent = credentialsOf('rig2', 'r');
    await rig.startAgent('rig2', '--servers', servers[0]!, '--creds', ofAgent);
    const run = (credentials: string): Promise<RunReport> =>
      runProject(simpleProject(rig, { servers, credentials }), { outFolder: join(rig.folder, 'out') });
    const report = await run(credentialsOf('host', 'h'));
    t.same(report.errors, []);
    t.equal(report.verdict, 'COMPLETE');
    t.match(refusalOf(await run(ofAgent)), {
      code: 'ERR_SYNTALOS_MACHINE',
      message: /Cannot use machine "rig2"/,
    });
  },
);

void test(
  'a clock that is less sure than the project wants is warned of, or refused',
  withServer,
  async (t) => {
    const rig = await makeRig(t);
    await rig.startAgent('rig2');
    const run = (network: object): Promise<RunReport> =>
      runProject(simpleProject(rig, { clock_limit: '0.001ms', ...network }), {
        outFolder: join(rig.folder, 'out'),
      });
    const warned = await run({});
    t.equal(warned.verdict, 'COMPLETE');
    t.match(
      warned.warnings.map(({ text }) => text).join(),
      /The clock of machine "rig2" is known to ±.* only, more than the 1 µs of "clock_limit"/,
    );
    const refused = await run({ strict_clock: true });
    t.equal(refused.verdict, 'INCOMPLETE');
    t.match(refused.errors[0]?.error, {
      code: 'ERR_SYNTALOS_MACHINE',
      message: /The clock of machine "rig2"/,
    });
  },
);

for (const [named, altName, host] of [
  ['by name', 'DNS:localhost', 'localhost'],
  ['by address', 'IP:127.0.0.1', '127.0.0.1'],
] as const) {
  void test(
    `TLS, the server named ${named}: host and agent show their certificates, and who has none is not let in`,
    withServer,
    async (t) => {
      const rig = await makeRig(t);
      const { serverArgs, credentials } = makeCertificate(rig.folder, altName);
      const server = await startServer({ args: serverArgs });
      t.teardown(() => server.kill());
      const servers = [`tls://${host}:${server.port}`];
      await rig.startAgent('rig2', '--servers', servers[0]!, '--creds', credentials);
      const run = (network: object): Promise<RunReport> =>
        runProject(simpleProject(rig, { servers, ...network }), { outFolder: join(rig.folder, 'out') });
      const report = await run({ credentials });
      t.same(report.errors, []);
      t.equal(report.verdict, 'COMPLETE');
      t.match(refusalOf(await run({})), { code: 'ERR_SYNTALOS_MACHINE', message: /^Cannot connect to tls:/ });
    },
  );
}

void test('TLS: a server with the certificate of another machine is not spoken to', withServer, async (t) => {
  const rig = await makeRig(t);
  const { serverArgs, credentials } = makeCertificate(rig.folder, 'IP:10.99.99.99,DNS:localhost');
  const server = await startServer({ args: serverArgs });
  t.teardown(() => server.kill());
  const servers = [`tls://127.0.0.1:${server.port}`];
  const report = await runProject(simpleProject(rig, { servers, credentials }), {
    outFolder: join(rig.folder, 'out'),
  });
  t.match(refusalOf(report), {
    code: 'ERR_SYNTALOS_MACHINE',
    message: /127\.0\.0\.1 is not in the cert's list/,
  });
});

/** Makes an authority and a certificate of it, for a server and for those who connect to it. */
function makeCertificate(
  folder: string,
  altName: string,
): { readonly serverArgs: readonly string[]; readonly credentials: string } {
  const at = (name: string): string => join(folder, name);
  const openssl = (...args: readonly string[]): void => {
    execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  };
  const newKey = ['-newkey', 'rsa:2048', '-nodes'];
  openssl('req', '-x509', ...newKey, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=ca');
  openssl(
    ...['req', ...newKey, '-keyout', 'lab.key', '-out', 'lab.csr'],
    ...['-subj', '/CN=lab', '-addext', `subjectAltName=${altName}`],
  );
  openssl(
    ...['x509', '-req', '-in', 'lab.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'],
    ...['-copy_extensions', 'copy', '-out', 'lab.pem'],
  );
  const credentials = at('tls.toml');
  writeFileSync(credentials, '[tls]\nca = "ca.pem"\ncert = "lab.pem"\nkey = "lab.key"\n');
  const files = ['--tlscert', at('lab.pem'), '--tlskey', at('lab.key'), '--tlscacert', at('ca.pem')];
  return { serverArgs: ['--tlsverify', ...files], credentials };
}
