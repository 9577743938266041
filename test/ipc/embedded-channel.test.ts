import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MessageChannel } from 'node:worker_threads';
import fc from 'fast-check';
import protobuf from 'protobufjs';
import { test } from 'tap';
import { isSyntalosError } from 'syntalos-mlink';
import { openMasterChannel, openModuleChannel } from '#src/ipc/embedded/embedded-channel';
import { decodeEnvelope, encodeEnvelope, type Message } from '#src/ipc/embedded/envelope';

const ROOT = new URL('../../../', import.meta.url);
const bytes = Uint8Array.of(1, 0, 255);
const limits = { maxSenders: 1, maxReceivers: 3, maxNodes: 4 };
const input = {
  action: 1,
  id: 'frames',
  title: 'Bilder ä€',
  dataType: 3,
  metadata: bytes,
  throttleItemsPerSec: 30,
  policy: 1,
} as const;
const output = { action: 3, id: 'rows', title: 'Rows', dataType: 2, metadata: bytes, limits } as const;

/** One message of every kind, with values that defaults would not give. */
const MESSAGES: readonly Message[] = [
  {
    kind: 'error',
    title: 'Camera',
    message: 'no signal',
    code: 'ERR_SYNTALOS_MODULE',
    stack: 'at x',
    causes: [{ name: 'RangeError', message: 'too far', code: '', stack: 'at y' }],
  },
  { kind: 'stateChange', state: 6 },
  { kind: 'statusMessage', text: '12 frames' },
  { kind: 'syncDetails', id: 'cam', strategies: 11, toleranceUsec: 8333 },
  { kind: 'syncOffset', id: 'cam', offsetUsec: -5_000_000_000 },
  { kind: 'warning', message: 'slow' },
  { kind: 'figure', name: 'error', value: '0.4', unit: 'px' },
  { kind: 'inputPortChange', ...input },
  { kind: 'outputPortChange', ...output },
  { kind: 'edlReserve', unit: 'dataset', parentRelPath: 'videos', name: 'cam' },
  { kind: 'edlReserve', unit: 'group', parentRelPath: '', name: 'videos' },
  { kind: 'apiVersion' },
  { kind: 'setNiceness', nice: -10 },
  { kind: 'setMaxRealtimePriority', priority: 40 },
  { kind: 'setCpuAffinity', cores: [0, 1, 255] },
  { kind: 'loadScript', workingDir: '/w', venvDir: '/v', script: 'x = 1', resetPorts: true },
  { kind: 'setPortsPreset', inputs: [input, { ...input, id: 'b' }], outputs: [output] },
  { kind: 'connectInput', portId: 'in', instanceId: 'cam', channelId: 'o/out', limits, sourceType: 7 },
  { kind: 'updateInputMetadata', portId: 'in', metadata: bytes },
  { kind: 'saveSettings', baseDir: '/p' },
  { kind: 'loadSettings', baseDir: '/p', data: bytes },
  {
    kind: 'prepareRun',
    subjectId: 'm1',
    subjectGroup: 'control',
    runUuid: new Uint8Array(16).fill(7),
    edlRootPath: '/rec',
    moduleName: 'Cam',
  },
  { kind: 'start', startTimestampUsec: 2 ** 53 - 1 },
  { kind: 'stop' },
  { kind: 'shutdown' },
  { kind: 'showDisplay' },
  { kind: 'showSettings' },
  { kind: 'done', success: true },
  { kind: 'apiVersionInfo', apiVersion: 'sy-3.1.2' },
  { kind: 'edlReservation', success: false, errorMessage: 'taken', absolutePath: '' },
  { kind: 'settingsData', success: true, data: bytes },
  { kind: 'failure', code: 'ERR_SYNTALOS_INTERNAL', message: 'broken' },
];

test('the code for messages is made from proto/control.proto as it is', (t) => {
  const folder = t.testdir();
  const made = spawnSync(process.execPath, [
    fileURLToPath(new URL('scripts/generate-proto.mjs', ROOT)),
    folder,
  ]);
  t.equal(made.status, 0, made.stderr.toString());
  for (const file of ['control.js', 'control.d.ts']) {
    t.equal(
      readFileSync(join(folder, file), 'utf8'),
      readFileSync(new URL(`proto/generated/${file}`, ROOT), 'utf8'),
      'run "npm run proto" after a change of the proto file',
    );
  }
  t.end();
});

test('a message of every kind of the contract survives its bytes', (t) => {
  const { root } = protobuf.parse(readFileSync(new URL('proto/control.proto', ROOT), 'utf8'));
  const body = root.lookupType('syntalos.control.Envelope').oneofs['body'];
  const kinds = new Set(MESSAGES.map(({ kind }) => kind));
  t.same([...kinds].sort(), [...(body?.oneof ?? [])].sort(), 'the table has every kind');
  for (const message of MESSAGES) {
    const back = decodeEnvelope(encodeEnvelope({ callId: 9, message }));
    t.equal(back.callId, 9);
    t.same(normal(back.message), normal(message), message.kind);
  }
  t.end();
});

test('bytes that are no message are refused with a channel error, whatever they are', (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (garbage) => {
      try {
        return typeof decodeEnvelope(garbage).message.kind === 'string';
      } catch (error) {
        return isSyntalosError(error, 'ERR_SYNTALOS_CHANNEL');
      }
    }),
    { numRuns: 20_000 },
  );
  t.end();
});

test('either end asks and the other answers, with a ring beside the bytes', async (t) => {
  const { port1, port2 } = new MessageChannel();
  const master = openMasterChannel(port1);
  const worker = openModuleChannel(port2);
  t.teardown(() => worker.close());
  const ring = new SharedArrayBuffer(16);
  const events: string[] = [];
  master.onEvent((event) => events.push(event.kind));
  master.serve((request, reply, attachment) => {
    t.equal(request.kind, 'outputPortChange');
    new Uint8Array(attachment.ring ?? new SharedArrayBuffer(1))[3] = 42;
    reply({ kind: 'done', success: true });
    return Promise.resolve();
  });
  const early = master.request({ kind: 'apiVersion' });
  worker.publish({ kind: 'statusMessage', text: 'hello' });
  worker.serve((_request, reply) => {
    reply({ kind: 'apiVersionInfo', apiVersion: 'sy-1' });
    return Promise.resolve();
  });

  const done = await worker.request({ kind: 'outputPortChange', ...output }, { attachment: { ring } });

  t.ok(done.success);
  t.equal(new Uint8Array(ring)[3], 42, 'the ring that arrived is the ring that was sent');
  t.equal((await early).apiVersion, 'sy-1', 'a request from before serve() is answered');
  t.same(events, ['statusMessage']);
});

test('events from before the master listens wait for it', async (t) => {
  const { port1, port2 } = new MessageChannel();
  const master = openMasterChannel(port1);
  const worker = openModuleChannel(port2);
  t.teardown(() => worker.close());
  worker.serve((_request, reply) => {
    reply({ kind: 'apiVersionInfo', apiVersion: 'sy-1' });
    return Promise.resolve();
  });
  worker.publish({ kind: 'stateChange', state: 2 });
  worker.publish({ kind: 'statusMessage', text: 'up' });
  await master.request({ kind: 'apiVersion' }); // what was sent before it has arrived by now

  const events: string[] = [];
  master.onEvent(({ kind }) => events.push(kind));
  t.same(events, ['stateChange', 'statusMessage']);
});

test('a request without an answer fails after its limit, and one that the other end fails at once', async (t) => {
  const { port1, port2 } = new MessageChannel();
  const master = openMasterChannel(port1);
  const worker = openModuleChannel(port2);
  t.teardown(() => worker.close());
  worker.serve((request) =>
    request.kind === 'stop'
      ? new Promise<void>(() => undefined)
      : Promise.reject(new TypeError('no such thing')),
  );

  await t.rejects(master.request({ kind: 'stop' }, { limitMsec: 10 }), { code: 'ERR_SYNTALOS_TIMEOUT' });
  await t.rejects(master.request({ kind: 'start', startTimestampUsec: 1 }), {
    code: 'ERR_SYNTALOS_CHANNEL',
    message: 'Request "start" failed: no such thing',
  });
});

test('when one end is gone the other hears of it: what waits and what comes later fails', async (t) => {
  const { port1, port2 } = new MessageChannel();
  const master = openMasterChannel(port1);
  const worker = openModuleChannel(port2);
  const waiting = master.request({ kind: 'stop' });

  await worker.close();

  await t.rejects(waiting, { code: 'ERR_SYNTALOS_CHANNEL' });
  await master.closed;
  await t.rejects(master.request({ kind: 'apiVersion' }), { code: 'ERR_SYNTALOS_CHANNEL' });
});

test('bytes from outside that are damaged close the channel instead of leaving callers in doubt', async (t) => {
  const { port1, port2 } = new MessageChannel();
  const master = openMasterChannel(port1);
  const waiting = master.request({ kind: 'stop' });

  port2.postMessage({ bytes: Uint8Array.of(0xff, 0xff, 0xff) });

  await t.rejects(waiting, { code: 'ERR_SYNTALOS_CHANNEL' });
  await master.closed;
});

/** Byte fields as plain arrays: which class holds them is no part of the contract. */
function normal(message: Message): unknown {
  // A clone turns Buffers, which write themselves as JSON in a form of their own, into Uint8Arrays.
  return JSON.parse(
    JSON.stringify(structuredClone(message), (_key, value: unknown) =>
      value instanceof Uint8Array ? [...value] : value,
    ),
  );
}
