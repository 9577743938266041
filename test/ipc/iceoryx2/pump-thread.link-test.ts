import { test } from 'tap';
import { loadNative } from '#src/ipc/iceoryx2/addon/native';
import { PumpThread } from '#src/ipc/iceoryx2/data/pump-thread';

test('calls of a pump whose thread has ended fail for that reason, and not for want of an answer', async (t) => {
  const pump = new PumpThread(loadNative());
  t.teardown(() => pump.close());
  const failure = { code: 'ERR_SYNTALOS_IOX', message: /Cannot move data of a port: its thread ended/ };
  // A thread whose first command opens no port has nothing to do, and ends.
  await t.rejects(pump.call({ kind: 'begin' }), failure);
  await t.rejects(pump.call({ kind: 'skip' }), failure);
});
