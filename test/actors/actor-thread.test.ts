import { MessageChannel } from 'node:worker_threads';
import { test } from 'tap';
import { isSyntalosError } from 'syntalos-mlink';
import { exposeActor, releaseActor, withLimit, wrapActor } from '#src/actors/actor-calls';
import { ActorThread } from '#src/actors/actor-thread';
import { SyntalosError } from '#src/errors';

interface Calculator {
  add(a: number, b: number): number;
  fail(): void;
  hang(): Promise<void>;
}

const calculator: Calculator = {
  add: (a, b) => a + b,
  fail: () => {
    throw new SyntalosError('ERR_SYNTALOS_STORAGE', 'disk full', {
      cause: new Error('ENOSPC'),
      details: { path: 'x' },
    });
  },
  hang: () => new Promise(() => undefined),
};

test('a call over a port gets its answer, and an error keeps code, details and cause', async (t) => {
  const { port1, port2 } = new MessageChannel();
  exposeActor(calculator, port1);
  const calls = wrapActor<Calculator>(port2);

  t.equal(await calls.add(2, 3), 5);
  const error: unknown = await calls.fail().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  t.ok(isSyntalosError(error, 'ERR_SYNTALOS_STORAGE'));
  t.match(error, { message: 'disk full', details: { path: 'x' }, cause: { message: 'ENOSPC' } });
  releaseActor(calls);
  port1.close();
});

test('a call that is never answered ends by its limit, or when the other side is gone', async (t) => {
  const { port1, port2 } = new MessageChannel();
  exposeActor(calculator, port1);
  const calls = wrapActor<Calculator>(port2);
  t.teardown(() => port1.close());

  await t.rejects(withLimit(calls.hang(), { what: 'the answer', limitMsec: 10 }), {
    code: 'ERR_SYNTALOS_TIMEOUT',
    message: 'Waited 10 ms for the answer: no answer yet',
  });
  await t.rejects(
    withLimit(calls.hang(), { what: 'x', limitMsec: 60_000, gone: Promise.reject(new Error('it died')) }),
    { message: 'it died' },
  );
});

test('what an actor throws while it is made reaches its owner, and the thread goes on', async (t) => {
  const thread = new ActorThread('test');
  t.teardown(() => thread.close());
  const { port1, port2 } = new MessageChannel();
  t.teardown(() => port1.close());

  const broken = thread.spawn(
    'supervisor',
    {
      instanceId: 'x',
      link: { kind: 'embedded', port: port2 },
      runState: new SharedArrayBuffer(8),
      modulePort: new MessageChannel().port1,
      supervisorPort: new MessageChannel().port1,
    },
    [port2],
  );

  await t.rejects(broken);
});

test('an owner hears of the end of its thread only where it did not end it itself', async (t) => {
  const thread = new ActorThread('test');
  let heard = false;
  thread.crashed.catch(() => (heard = true));
  await thread.close();
  await new Promise((resolve) => setImmediate(resolve));
  t.notOk(heard);
});
