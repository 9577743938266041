/** The callbacks of a module's life: when they are called, and what becomes of what they return or throw. */
import { test } from 'tap';
import { DataType, isRunning } from 'syntalos-mlink';
import { runModule, type ModuleFunction } from 'syntalos-mlink/testing';

const reading = { lineId: 1, value: 1, timeUsec: 1 };

test('prepare, start, data and stop come in this order, each after the one before has settled', async (t) => {
  const log: string[] = [];
  const note = async (text: string): Promise<void> => {
    log.push(`${text} begins`);
    await new Promise((resolve) => setTimeout(resolve, 2));
    log.push(`${text} ends, ${isRunning() ? 'running' : 'not running'}`);
  };
  const { errors } = await runModule(
    async (link) => {
      const input = await link.registerInputPort('in', 'In', DataType.LineReading);
      link.onPrepare = async () => {
        await note('prepare');
        return true;
      };
      link.onStart = () => note('start');
      input.onData = () => note('data');
      link.onStop = () => note('stop');
    },
    { inputs: { in: [reading] } },
  );
  t.strictSame(errors, []);
  t.strictSame(log, [
    'prepare begins',
    'prepare ends, not running',
    'start begins',
    'start ends, running',
    'data begins',
    'data ends, running',
    'stop begins',
    'stop ends, not running',
  ]);
});

test('a stop that comes during onStart waits for it', async (t) => {
  const log: string[] = [];
  await runModule(
    (link) => {
      link.onStart = async () => {
        await new Promise((resolve) => setTimeout(resolve, 200));
        log.push('started');
      };
      link.onStop = () => {
        log.push('stopped');
      };
    },
    { until: { durationMsec: 20 } },
  );
  t.strictSame(log, ['started', 'stopped']);
});

test('a module without callbacks takes part in a run', async (t) => {
  const { errors, state, inputs } = await runModule(
    async (link) => {
      await link.registerInputPort('in', 'In', DataType.LineReading);
    },
    { inputs: { in: [reading] } },
  );
  t.strictSame(errors, []);
  t.equal(state, 'idle');
  t.equal(inputs['in']?.fed, 1);
  t.equal(inputs['in']?.read, 0, 'an item that nobody takes is not read');
});

interface Failure {
  readonly name: string;
  readonly module: ModuleFunction;
  readonly message: RegExp;
  readonly stops: boolean;
}

const FAILURES: readonly Failure[] = [
  {
    name: 'onPrepare that returns false refuses the run',
    module: (link) => {
      link.onPrepare = () => false;
    },
    message: /^Callback "prepare" of module "module" refused the run: it returned false$/,
    stops: true,
  },
  {
    name: 'onPrepare that rejects refuses the run',
    module: (link) => {
      link.onPrepare = () => Promise.reject(new RangeError('no camera'));
    },
    message: /^Callback "prepare" of module "module" threw RangeError: no camera$/,
    stops: true,
  },
  {
    name: 'onPrepare that returns no boolean is refused by name',
    module: (link) => {
      link.onPrepare = () => 'yes' as never;
    },
    message: /^Callback "prepare" .* TypeError: it returned "yes", expected true or false$/,
    stops: true,
  },
  {
    name: 'onStart that throws ends the run',
    module: (link) => {
      link.onStart = () => {
        throw new RangeError('the camera is gone');
      };
    },
    message: /^Callback "start" of module "module" threw RangeError: the camera is gone$/,
    stops: true,
  },
  {
    name: 'onData that throws ends the run',
    module: async (link) => {
      const input = await link.registerInputPort('in', 'In', DataType.LineReading);
      input.onData = () => {
        throw new RangeError('too dark');
      };
    },
    message: /^Callback "onData of in" of module "module" threw RangeError: too dark$/,
    stops: true,
  },
  {
    name: 'onData that rejects ends the run',
    module: async (link) => {
      const input = await link.registerInputPort('in', 'In', DataType.LineReading);
      input.onData = () => Promise.reject(new RangeError('too bright'));
    },
    message: /^Callback "onData of in" of module "module" threw RangeError: too bright$/,
    stops: true,
  },
  {
    name: 'onStop that throws is an error of the run, too',
    module: (link) => {
      link.onStop = () => {
        throw new RangeError('the file is gone');
      };
    },
    message: /^Callback "stop" of module "module" threw RangeError: the file is gone$/,
    stops: false,
  },
];

for (const { name, module, message, stops } of FAILURES) {
  test(name, async (t) => {
    let hasStopped = false;
    const { errors, log } = await runModule(
      async (link) => {
        await module(link);
        if (link.getInputPort('in') === undefined) {
          await link.registerInputPort('in', 'In', DataType.LineReading);
        }
        if (stops) {
          link.onStop = () => {
            hasStopped = true;
          };
        }
      },
      { inputs: { in: [reading] }, timeoutMsec: 20_000 },
    );
    t.equal(errors[0]?.code, 'ERR_SYNTALOS_CALLBACK');
    t.match(errors[0]?.message, message);
    if (!message.source.includes('returned')) {
      t.match(log.find(({ level }) => level === 'error')?.text, /callbacks\.test/, "the module's own line");
      t.match(errors[0]?.cause?.stack, /callbacks\.test/);
    }
    t.equal(hasStopped, stops, 'onStop is called even so');
  });
}

test('a callback that is no function is refused, null removes one', async (t) => {
  let calls = 0;
  await runModule(
    (link) => {
      t.throws(() => (link.onStart = 'start' as never), {
        code: 'ERR_SYNTALOS_INVALID_ARGUMENT',
        message: 'Cannot set onStart: got "start", expected a function or null',
      });
      link.onStart = () => {
        calls++;
      };
      t.type(link.onStart, 'function');
      link.onStart = null;
      t.equal(link.onStart, null);
    },
    { until: { durationMsec: 1 } },
  );
  t.equal(calls, 0);
});

test('a callback that does not come back is reported while the run goes on', async (t) => {
  const { warnings } = await runModule(
    (link) => {
      link.onStart = () => new Promise((resolve) => setTimeout(resolve, 400));
    },
    { until: { durationMsec: 500 }, limits: { overdueMsec: 100 } },
  );
  t.match(warnings[0], /^Callback "start" of module "module" has not returned for \d+ ms: /);
});

test('a prepare callback that does not come back in time ends the run by name', async (t) => {
  const { errors } = await runModule(
    (link) => {
      link.onPrepare = () => new Promise((resolve) => setTimeout(() => resolve(true), 1_000));
    },
    { until: { durationMsec: 1 }, limits: { prepareMsec: 100 } },
  );
  t.match(errors[0], {
    code: 'ERR_SYNTALOS_CALLBACK_OVERDUE',
    message: /^Callback "prepare" of module "module" did not return within 100 ms/,
  });
});
