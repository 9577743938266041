/** How a module's author tests it: these tests are the documentation of `runModule`. */
import { test } from 'tap';
import { DataType, Frame, MetaSize, isRunning, println, raiseError } from 'syntalos-mlink';
import { runModule, type ModuleFunction } from 'syntalos-mlink/testing';

const meanOfFrames: ModuleFunction = async (link) => {
  const frames = await link.registerInputPort('frames', 'Frames', DataType.Frame);
  const rows = await link.registerOutputPort('rows', 'Means', DataType.TableRow);
  link.onPrepare = () => {
    rows.setMetadataValue('table_header', ['index', 'mean']);
    return true;
  };
  frames.onData = ({ index, data }) => {
    let sum = 0;
    for (const value of data) sum += value;
    rows.submit([index, sum / data.length]);
  };
};

test('a module gets what its inputs are fed, and all that it submits is collected', async (t) => {
  const frame = Frame.create({ width: 4, height: 2, index: 7 });
  frame.data.fill(20);
  const { outputs, errors, metadata } = await runModule(meanOfFrames, {
    inputs: { frames: [frame] },
    outputs: { rows: DataType.TableRow },
  });
  t.strictSame(errors, []);
  t.strictSame(outputs.rows, [['7', '20']]);
  t.strictSame(metadata['rows'], { table_header: ['index', 'mean'] });
});

test('a module file runs in its own thread, with settings, subject and metadata of its streams', async (t) => {
  const { outputs, figures, statusMessages, printed, state } = await runModule(
    new URL('./fixtures/scale.js', import.meta.url),
    {
      inputs: { values: { items: [{ lineId: 1, value: 3, timeUsec: 10 }], metadata: { unit: 'mV' } } },
      outputs: { scaled: DataType.TableRow },
      settings: { factor: 2 },
      subject: { id: 'M1' },
    },
  );
  t.strictSame(outputs.scaled, [['10', '6', 'mV']]);
  t.strictSame(figures, { items: { value: 1, unit: 'items' } });
  t.strictSame(statusMessages, ['subject M1']);
  t.strictSame(printed, ['done']);
  t.equal(state, 'idle');
});

test('a source without inputs runs until its outputs have given enough', async (t) => {
  const { outputs } = await runModule(
    async (link) => {
      const out = await link.registerOutputPort('out', 'Numbers', DataType.LineReading);
      // A busy loop: it blocks this thread, and the run is stopped all the same.
      link.onStart = () => {
        for (let value = 0; isRunning(); value++) out.submit({ lineId: 0, value, timeUsec: value });
      };
    },
    { outputs: { out: DataType.LineReading }, until: { outputs: { out: 100 } } },
  );
  t.ok(outputs.out.length >= 100);
  t.strictSame(
    outputs.out.map(({ value }) => value),
    outputs.out.map((_, i) => i),
  );
});

test('a run without inputs or an end in sight ends when the module is done', async (t) => {
  const { printed } = await runModule((link) => {
    link.onStart = async () => {
      println('at work');
      await link.shutdown();
    };
  });
  t.strictSame(printed, ['at work']);
});

test('what a module fails with is in the errors, with its own line in the stack', async (t) => {
  const { errors, state } = await runModule((link) => {
    link.onStart = () => raiseError('the lever is stuck');
  });
  t.equal(state, 'error');
  t.match(errors, [{ code: 'ERR_SYNTALOS_MODULE', message: 'the lever is stuck' }]);
  t.match(errors[0]?.stack, /run-module\.test/);

  const early = await runModule(() => {
    throw new RangeError('no camera');
  });
  t.match(early.errors[0]?.message, /no camera/);
});

test('inputs and outputs that the module has not are refused by name', async (t) => {
  const frame = Frame.create({ width: 2, height: 2 });
  await t.rejects(runModule(meanOfFrames, { inputs: { video: [frame] } }), {
    code: 'ERR_SYNTALOS_PORT',
    message: 'Cannot feed input "video" of module "module": there is only "frames"',
  });
  await t.rejects(runModule(meanOfFrames, { outputs: { means: DataType.TableRow } }), {
    code: 'ERR_SYNTALOS_PORT',
  });
  await t.rejects(runModule(meanOfFrames, { outputs: { rows: DataType.Frame } }), {
    code: 'ERR_SYNTALOS_PORT_TYPE_MISMATCH',
  });
  await t.rejects(runModule(meanOfFrames, { inputs: { frames: [frame, ['a row']] } }), {
    code: 'ERR_SYNTALOS_ITEM_TYPE',
    message: /^Cannot feed item 1 into input "frames"/,
  });
  await t.rejects(runModule(new URL('./no-such-file.ts', import.meta.url)), {
    code: 'ERR_SYNTALOS_PROJECT',
  });
});

test('a run that is not done in time is an error that says how far it came', async (t) => {
  await t.rejects(runModule(meanOfFrames, { until: { outputs: { rows: 1 } }, timeoutMsec: 100 }), {
    code: 'ERR_SYNTALOS_TIMEOUT',
    message: /it gave 0 items of "rows"/,
  });
});

test('metadata keeps its types both ways', async (t) => {
  const size = new MetaSize(640, 480);
  const { metadata } = await runModule(
    async (link) => {
      const frames = await link.registerInputPort('in', 'Frames', DataType.Frame);
      const out = await link.registerOutputPort('out', 'Frames', DataType.Frame);
      link.onPrepare = () => {
        out.setMetadata(frames.metadata);
        return true;
      };
    },
    { inputs: { in: { items: [], metadata: { size } } } },
  );
  t.strictSame(metadata['out'], { size });
});

// As under Syntalos, which takes no ports between the end of the preparation and the stop.
test('a port that a module adds during a run is not taken, and a warning says so', async (t) => {
  const { warnings, errors } = await runModule(
    (link) => {
      link.onPrepare = async () => {
        await link.registerOutputPort('early', 'Early', DataType.TableRow);
        return true;
      };
      link.onStart = async () => {
        await link.registerInputPort('late', 'Late', DataType.TableRow);
      };
    },
    { until: { durationMsec: 20 } },
  );
  t.strictSame(errors, []);
  t.equal(warnings.length, 1);
  t.match(
    warnings[0],
    /^The input port "late" was not added, at .*run-module\.test\.[jt]s:\d+:\d+: a run goes on; do that in onPrepare or before$/,
  );
});
