import { test } from 'tap';
import { ModuleState, type ModuleEvent } from '#src/ipc/index';
import { loadNative } from '#src/ipc/iceoryx2/addon/native';
import { openIceoryx2MasterChannel, openIceoryx2ModuleChannel } from '#src/ipc/iceoryx2/index';
import { makeLinkFolder } from '../../support/peer.ts';
import { until } from '../../support/until.ts';
import { testChannel } from '../channel-contract.ts';

let opened = 0;

const openPair = (log: (text: string) => void = () => undefined) => {
  const folder = makeLinkFolder();
  const common = {
    native: loadNative(),
    // Its shared memory is named by the instance alone: each test has one of its own.
    instanceId: `channel-${process.pid}-${opened++}_0`,
    environment: folder.environment,
    log,
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
};

testChannel({
  name: 'iceoryx2',
  open: () => openPair(),
  skips: {
    attachments: 'memory of one process cannot travel to another; its transport finds data by name',
    'causes of errors': 'the wire has no room for them (section 4): they go to the log of the module',
    'order across kinds': 'each kind has a service of its own (section 4): only those of a kind are in order',
    'policy of inputs': 'it is a matter of the module alone: the wire does not carry it',
    'reason in the answer': 'most answers are one flag (section 4): the reason is an error event before it',
    'warnings and figures': 'the wire has no message for them: they are lines of the log of the module',
  },
});

const errorOf = (message: string): ModuleEvent => ({
  kind: 'error',
  title: '',
  message,
  code: '',
  stack: '',
  causes: [],
});

// The master has 16 places for events of a kind; what comes then pushes out the oldest.
test('a flood of errors and status texts leaves the first error and the last text; the others are counted', async (t) => {
  const logged: string[] = [];
  const { master, module, close } = openPair((text) => logged.push(text));
  t.teardown(close);
  // In one turn: the master can't look meanwhile.
  module.publish({ kind: 'stateChange', state: ModuleState.Running });
  for (let index = 0; index < 1_000; index++) {
    module.publish(errorOf(`error ${index}`));
    module.publish({ kind: 'stateChange', state: ModuleState.Error });
    module.publish({ kind: 'statusMessage', text: `status ${index}` });
  }
  module.publish({ kind: 'stateChange', state: ModuleState.Idle });
  const events: ModuleEvent[] = [];
  master.onEvent((event) => events.push(event));
  const texts = (): string[] =>
    events.flatMap((event) => (event.kind === 'statusMessage' ? [event.text] : []));
  await until(() => texts().at(-1) === 'status 999');
  const errors = events.flatMap((event) => (event.kind === 'error' ? [event.message] : []));
  t.equal(errors[0], 'error 0');
  t.ok(errors.length < 16);
  const states = events.flatMap((event) => (event.kind === 'stateChange' ? [event.state] : []));
  t.equal(states[0], ModuleState.Running);
  t.equal(states.at(-1), ModuleState.Idle);
  t.equal(logged.filter((text) => text.startsWith('error: error ')).length, 1_000, 'the log has all of them');
  t.match(logged.at(-1), `${1_000 - errors.length} further errors were not sent`);
  // The next run has places of its own.
  module.publish({ kind: 'stateChange', state: ModuleState.Preparing });
  module.publish(errorOf('of the next run'));
  await until(() => events.some((event) => event.kind === 'error' && event.message === 'of the next run'));
});

// The master connects to the module's publishers when it looks; there were none any more.
test('what a module says right before it ends arrives, though its master has not looked before', async (t) => {
  const { master, module, close } = openPair();
  t.teardown(close);
  const events: ModuleEvent[] = [];
  master.onEvent((event) => events.push(event));
  module.publish({ kind: 'stateChange', state: ModuleState.Initializing });
  module.publish(errorOf('the last words'));
  await module.close();
  await until(() => events.some((event) => event.kind === 'error' && event.message === 'the last words'));
  t.pass();
});
