import { loadNative } from '#src/ipc/iceoryx2/addon/native';
import { openIceoryx2MasterChannel, openIceoryx2ModuleChannel } from '#src/ipc/iceoryx2/index';
import { makeLinkFolder } from '../../support/peer.ts';
import { testChannel } from '../channel-contract.ts';

let opened = 0;

testChannel({
  name: 'iceoryx2',
  open: () => {
    const folder = makeLinkFolder();
    const common = {
      native: loadNative(),
      // Its shared memory is named by the instance alone: each test has one of its own.
      instanceId: `channel-${process.pid}-${opened++}_0`,
      environment: folder.environment,
      log: () => undefined,
    };
    let endModule = (): void => undefined;
    let endMaster = (): void => undefined;
    const moduleGone = new Promise<void>((resolve) => (endModule = resolve));
    const masterGone = new Promise<void>((resolve) => (endMaster = resolve));
    const master = openIceoryx2MasterChannel({ ...common, gone: moduleGone });
    const module = openIceoryx2ModuleChannel({ ...common, gone: masterGone });
    return {
      master,
      module,
      // What a process leaves behind is found by its end, which the system reports.
      moduleLeaves: async () => {
        await module.close();
        endModule();
      },
      masterLeaves: async () => {
        await master.close();
        endMaster();
      },
      close: async () => {
        await module.close();
        await master.close();
        folder.remove();
      },
    };
  },
  skips: {
    attachments: 'memory of one process cannot travel to another; its transport finds data by name',
    'causes of errors': 'the wire has no room for them (section 4): they go to the log of the module',
    'order across kinds': 'each kind has a service of its own (section 4): only those of a kind are in order',
    'policy of inputs': 'it is a matter of the module alone: the wire does not carry it',
    'reason in the answer': 'most answers are one flag (section 4): the reason is an error event before it',
    'warnings and figures': 'the wire has no message for them: they are lines of the log of the module',
  },
});
