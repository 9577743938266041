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
import { decodeEnvelope, encodeEnvelope } from '#src/ipc/envelope/envelope';
import { testChannel } from './channel-contract.ts';
import { MESSAGES, normal } from './every-message.ts';

const ROOT = new URL('../../../', import.meta.url);

testChannel({
  name: 'embedded',
  open: () => {
    const { port1, port2 } = new MessageChannel();
    const master = openMasterChannel(port1);
    const module = openModuleChannel(port2);
    return {
      master,
      module,
      moduleLeaves: () => module.close(),
      masterLeaves: () => master.close(),
      close: async () => {
        await module.close();
        await master.close();
      },
    };
  },
  skips: {},
});
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

test('bytes from outside that are damaged close the channel instead of leaving callers in doubt', async (t) => {
  const { port1, port2 } = new MessageChannel();
  const master = openMasterChannel(port1);
  const waiting = master.request({ kind: 'stop' });

  port2.postMessage({ bytes: Uint8Array.of(0xff, 0xff, 0xff) });

  await t.rejects(waiting, { code: 'ERR_SYNTALOS_CHANNEL' });
  await master.closed;
});
