import { createIceoryx2Transport } from '#src/ipc/iceoryx2/index';
import { loadNative } from '#src/ipc/iceoryx2/addon/native';
import { outputChannel } from '#src/ipc/iceoryx2/service-names';
import { makeLinkFolder } from '../../support/peer.ts';
import { testTransport } from '../transport-contract.ts';

let opened = 0;

testTransport({
  name: 'iceoryx2',
  open: () => {
    const folder = makeLinkFolder();
    // Its shared memory is named by the instance alone: each test has one of its own.
    const instanceId = `contract-${process.pid}-${opened++}_0`;
    const common = { native: loadNative(), instanceId, environment: folder.environment };
    const sender = createIceoryx2Transport({ ...common, end: 'module' });
    const receiver = createIceoryx2Transport({ ...common, end: 'master' });
    return {
      sender,
      receiver,
      instanceId,
      channelId: outputChannel('out'),
      close: async () => {
        await receiver.close();
        await sender.close();
        folder.remove();
      },
    };
  },
  skips: {},
});
