/** Ports: what goes in comes out, in order, and nothing is lost silently. */
import { test } from 'tap';
import {
  ControlCommandKind,
  DataType,
  Frame,
  LineCommandKind,
  isSyntalosError,
  newLineCommand,
  wait,
} from 'syntalos-mlink';
import { runModule, type AnyItem, type ModuleFunction } from 'syntalos-mlink/testing';
import { blockFor } from '../support/block.ts';

/** Readings with the values 0, 1, … */
function readings(count: number): { lineId: number; value: number; timeUsec: number }[] {
  return Array.from({ length: count }, (_, value) => ({ lineId: 1, value, timeUsec: value * 10 }));
}

const frame = Frame.create({ width: 3, height: 2, channels: 3, index: 5, timeUsec: 40 });
frame.data.set(Array.from({ length: 18 }, (_, i) => i));
const times = BigUint64Array.of(1n, 2n);

/** An item of each data type, as it is received. */
const ITEMS: Readonly<Record<keyof typeof DataType, AnyItem>> = {
  ControlCommand: { kind: ControlCommandKind.STEP, durationMsec: 250, command: 'step' },
  TableRow: ['1', 'left', ''],
  Frame: frame,
  LineCommand: newLineCommand(LineCommandKind.WRITE_DIGITAL, 13, 1),
  LineReading: { lineId: 4, value: 7, timeUsec: 123_456 },
  SignalBlockI32: { timestamps: times, rows: 2, cols: 2, data: Int32Array.of(1, -2, 3, -4) },
  SignalBlockU16: { timestamps: times, rows: 2, cols: 1, data: Uint16Array.of(0, 65_535) },
  SignalBlockF32: { timestamps: times, rows: 2, cols: 1, data: Float32Array.of(0.5, -1.25) },
};

test('items of every data type arrive as they were sent', async (t) => {
  const echo: ModuleFunction = async (link) => {
    for (const [name, dataType] of Object.entries(DataType)) {
      const input = await link.registerInputPort(name, name, dataType);
      const output = await link.registerOutputPort(name, name, dataType);
      input.onData = (item) => {
        output.submit(item);
      };
    }
  };
  const { outputs, errors } = await runModule(echo, {
    inputs: Object.fromEntries(Object.entries(ITEMS).map(([name, item]) => [name, [item, item]])),
  });
  t.strictSame(errors, []);
  for (const [name, item] of Object.entries(ITEMS)) t.same(outputs[name], [item, item], name);
});

test('onData gets items one after the other, and is awaited before the next one comes', async (t) => {
  const log: string[] = [];
  await runModule(
    async (link) => {
      const input = await link.registerInputPort('in', 'Numbers', DataType.LineReading);
      input.onData = async ({ value }) => {
        log.push(`begin ${value}`);
        await wait(1);
        log.push(`end ${value}`);
      };
    },
    { inputs: { in: readings(3) } },
  );
  t.strictSame(log, ['begin 0', 'end 0', 'begin 1', 'end 1', 'begin 2', 'end 2']);
});

test('onData can be replaced and removed while items come', async (t) => {
  const seen: string[] = [];
  await runModule(
    async (link) => {
      const input = await link.registerInputPort('in', 'Numbers', DataType.LineReading);
      input.onData = ({ value }) => {
        seen.push(`first ${value}`);
        input.onData = (item) => {
          seen.push(`second ${item.value}`);
          input.onData = null;
        };
      };
    },
    { inputs: { in: readings(10) } },
  );
  t.strictSame(seen, ['first 0', 'second 1']);
});

test('a frame in a callback is a view that holds until the callback ends; a clone stays', async (t) => {
  const frames = Array.from({ length: 300 }, (_, index) => {
    const made = Frame.create({ width: 64, height: 64, index });
    made.data.fill(index % 251);
    return made;
  });
  const clones: Frame[] = [];
  let intact = 0;
  await runModule(
    async (link) => {
      const input = await link.registerInputPort('frames', 'Frames', DataType.Frame);
      input.onData = async (item) => {
        if (item.index < 3) clones.push(item.clone());
        await wait(0);
        if (item.data.every((pixel) => pixel === item.index % 251)) intact++;
      };
    },
    { inputs: { frames } },
  );
  t.equal(intact, frames.length);
  t.strictSame(
    clones.map(({ index, data }) => [index, data[0]]),
    [
      [0, 0],
      [1, 1],
      [2, 2],
    ],
  );
});

test('for await gives items as they come and ends when the run stops', async (t) => {
  const values: number[] = [];
  let ended = false;
  await runModule(
    async (link) => {
      const input = await link.registerInputPort('in', 'Numbers', DataType.LineReading);
      link.onStart = () => {
        void (async () => {
          for await (const { value } of input) values.push(value);
          ended = true;
        })();
      };
    },
    { inputs: { in: readings(100) } },
  );
  t.strictSame(
    values,
    readings(100).map(({ value }) => value),
  );
  t.ok(ended);
});

test('submit holds the sender back while consumers are full, and loses nothing', async (t) => {
  const count = 20_000;
  const { outputs } = await runModule(
    async (link) => {
      const out = await link.registerOutputPort('out', 'Rows', DataType.TableRow);
      link.onStart = async () => {
        for (let i = 0; i < count; i++) out.submit([i, 'a row that takes some room in the ring']);
        await link.shutdown();
      };
    },
    { outputs: { out: DataType.TableRow } },
  );
  t.equal(outputs.out.length, count);
  t.ok(outputs.out.every(([index], i) => index === String(i)));
});

test('calls of submitAsync take effect in their order, those that wait too', async (t) => {
  const count = 3_000;
  const { outputs } = await runModule(
    async (link) => {
      const out = await link.registerOutputPort('out', 'Rows', DataType.TableRow);
      link.onStart = async () => {
        const text = 'x'.repeat(500);
        const sent = Array.from({ length: count }, (_, i) => out.submitAsync([i, text]));
        t.ok((await Promise.all(sent)).every(Boolean));
        await link.shutdown();
      };
    },
    { outputs: { out: DataType.TableRow } },
  );
  t.strictSame(
    outputs.out.map(([index]) => index),
    Array.from({ length: count }, (_, i) => String(i)),
  );
});

test('a loaned frame is filled in place and sent without a copy', async (t) => {
  const { outputs } = await runModule(
    async (link) => {
      const out = await link.registerOutputPort('frames', 'Frames', DataType.Frame);
      link.onStart = async () => {
        for (let index = 0; index < 20; index++) {
          const loan = out.loanFrame(320, 240, 1, 'u8');
          if (loan === undefined) return;
          loan.data.fill(index);
          loan.index = index;
          loan.timeUsec = index * 1000;
          loan.submit();
        }
        const twice = out.loanFrame(2, 2, 1, 'u8');
        twice?.submit();
        t.throws(() => twice?.submit(), { code: 'ERR_SYNTALOS_INVALID_STATE' });
        await link.shutdown();
      };
    },
    { outputs: { frames: DataType.Frame } },
  );
  t.equal(outputs.frames.length, 21);
  t.ok(outputs.frames.slice(0, 20).every(({ index, data }, i) => index === i && data.every((p) => p === i)));
});

test('metadata is set until the run has started; consumers see it when they prepare and start', async (t) => {
  const { metadata } = await runModule(
    async (link) => {
      const input = await link.registerInputPort('in', 'Numbers', DataType.LineReading);
      const out = await link.registerOutputPort('out', 'Numbers', DataType.LineReading);
      out.setMetadataValue('at', 'registered');
      out.setMetadataValueSize('size', [640, 480]);
      link.onPrepare = () => {
        t.strictSame(input.metadata, { unit: 'mV' });
        t.throws(() => {
          (input.metadata as Record<string, unknown>)['unit'] = 'V';
        }, TypeError);
        out.setMetadataValue('at', 'prepared');
        t.throws(() => out.setMetadataValue('date', new Date() as unknown as string), {
          code: 'ERR_SYNTALOS_METADATA',
          message: /date/,
        });
        t.throws(() => out.setMetadataValueSize('size', [1] as unknown as [number, number]), {
          code: 'ERR_SYNTALOS_METADATA',
        });
        return true;
      };
      link.onStart = () => {
        t.throws(() => out.setMetadataValue('at', 'started'), { code: 'ERR_SYNTALOS_METADATA' });
      };
    },
    { inputs: { in: { items: [], metadata: { unit: 'mV' } } } },
  );
  t.match(metadata['out'], { at: 'prepared', size: { width: 640, height: 480 } });
});

test('a module without asynchronous start may set metadata in onStart', async (t) => {
  const { metadata, errors } = await runModule(
    async (link) => {
      link.allowAsyncStart = false;
      const out = await link.registerOutputPort('out', 'Numbers', DataType.LineReading);
      link.onStart = () => out.setMetadataValue('rate', 1000);
    },
    { until: { durationMsec: 1 } },
  );
  t.strictSame(errors, []);
  t.strictSame(metadata['out'], { rate: 1000 });
});

test('a throttled port passes items over and counts them', async (t) => {
  let received = 0;
  const { inputs } = await runModule(
    async (link) => {
      const input = await link.registerInputPort('in', 'Numbers', DataType.LineReading);
      input.setThrottleItemsPerSec(1);
      t.throws(() => input.setThrottleItemsPerSec(-1), { code: 'ERR_SYNTALOS_INVALID_ARGUMENT' });
      input.onData = () => {
        received++;
      };
    },
    { inputs: { in: readings(5_000) } },
  );
  const { fed, read, skipped } = inputs['in'] ?? { fed: 0, read: 0, skipped: 0 };
  t.equal(fed, 5_000);
  t.ok(received >= 1);
  t.equal(read, received);
  t.equal(read + skipped, fed);
});

test('a port of policy latest skips to the newest item and counts what it skipped', async (t) => {
  const seen: number[] = [];
  const { inputs } = await runModule(
    async (link) => {
      const input = await link.registerInputPort('in', 'Numbers', DataType.LineReading, { policy: 'latest' });
      input.onData = async ({ value }) => {
        seen.push(value);
        await wait(5);
      };
    },
    { inputs: { in: readings(20_000) } },
  );
  const { fed, read, skipped } = inputs['in'] ?? { fed: 0, read: 0, skipped: 0 };
  t.equal(read, seen.length);
  t.equal(read + skipped, fed);
  t.ok(skipped > 0);
  t.equal(seen.at(-1), 19_999, 'the newest is never skipped');
});

test('an item of the wrong type is refused where it is submitted, and nothing of it is sent', async (t) => {
  const { outputs, errors } = await runModule(
    async (link) => {
      const rows = await link.registerOutputPort('rows', 'Rows', DataType.TableRow);
      const frames = await link.registerOutputPort('frames', 'Frames', DataType.Frame);
      link.onStart = async () => {
        t.throws(() => rows.submit(frame as never), { code: 'ERR_SYNTALOS_ITEM_TYPE' });
        t.throws(() => frames.submit(['a'] as never), { code: 'ERR_SYNTALOS_ITEM_TYPE' });
        t.throws(() => rows.loanFrame(2, 2, 1, 'u8'), { code: 'ERR_SYNTALOS_ITEM_TYPE' });
        await t.rejects(rows.submitAsync([null] as never), { code: 'ERR_SYNTALOS_ITEM_TYPE' });
        rows.submit(['good']);
        await link.shutdown();
      };
    },
    { outputs: { rows: DataType.TableRow } },
  );
  t.strictSame(errors, []);
  t.strictSame(outputs.rows, [['good']]);
});

test('what onStop submits is sent; then submit answers false, and before the start it is an error', async (t) => {
  const log: (boolean | string)[] = [];
  const { outputs } = await runModule(
    async (link) => {
      const out = await link.registerOutputPort('out', 'Rows', DataType.TableRow);
      link.onPrepare = () => {
        t.throws(() => out.submit(['early']), { code: 'ERR_SYNTALOS_INVALID_STATE' });
        return true;
      };
      link.onStop = async () => {
        log.push(out.submit(['last']), await out.submitAsync(['very last']));
      };
      link.onSaveSettings = async () => {
        log.push('after the run', out.submit(['late']), await out.submitAsync(['late']));
        return new Uint8Array();
      };
    },
    { until: { durationMsec: 1 }, outputs: { out: DataType.TableRow } },
  );
  t.strictSame(log, [true, true, 'after the run', false, false]);
  t.strictSame(outputs.out, [['last'], ['very last']]);
});

test('ports are found by id, and a port that cannot be is refused with the reason', async (t) => {
  await runModule(
    async (link) => {
      const input = await link.registerInputPort('a', 'A', DataType.Frame);
      const output = await link.registerOutputPort('a', 'A', DataType.Frame);
      t.equal(link.getInputPort('a'), input);
      t.equal(link.getOutputPort('a'), output);
      t.equal(link.getInputPort('b'), undefined);
      t.match(input, { id: 'a', title: 'A', dataType: DataType.Frame });
      for (const [id, dataType] of [
        ['a', DataType.Frame],
        ['', DataType.Frame],
        ['c', 99],
      ] as const) {
        await t.rejects(link.registerInputPort(id, 'A', dataType as DataType), {
          code: 'ERR_SYNTALOS_PORT',
        });
      }
      await t.rejects(link.registerInputPort('d', 'D', DataType.Frame, { policy: 'drop' as 'block' }), {
        code: 'ERR_SYNTALOS_PORT',
        message: /expected "block" or "latest"/,
      });
      t.throws(() => (input.onData = 5 as never), { code: 'ERR_SYNTALOS_INVALID_ARGUMENT' });
    },
    { until: { durationMsec: 1 } },
  );
});

test('a stream of another signal type is converted, and one that does not convert is refused', async (t) => {
  const sink: ModuleFunction = async (link) => {
    const input = await link.registerInputPort('in', 'Signals', DataType.SignalBlockF32);
    const out = await link.registerOutputPort('out', 'Signals', DataType.SignalBlockF32);
    input.onData = (block) => {
      out.submit(block);
    };
  };
  const block = { timestamps: BigUint64Array.of(9n), rows: 1, cols: 2, data: Uint16Array.of(1, 65_535) };
  const { outputs } = await runModule(sink, {
    inputs: { in: { items: [block], dataType: DataType.SignalBlockU16 } },
    outputs: { out: DataType.SignalBlockF32 },
  });
  t.same(outputs.out[0]?.data, Float32Array.of(1, 65_535));
  await t.rejects(runModule(sink, { inputs: { in: { items: [], dataType: DataType.Frame } } }), {
    code: 'ERR_SYNTALOS_PORT_TYPE_MISMATCH',
  });
});

test('a full consumer that computes for long starts and stops cleanly under a producer at full speed', async (t) => {
  let count = 0;
  const { errors, state } = await runModule(
    async (link) => {
      const input = await link.registerInputPort('in', 'Numbers', DataType.LineReading);
      input.onData = () => {
        count++;
        blockFor(50);
      };
    },
    { inputs: { in: readings(100_000) }, until: { durationMsec: 300 } },
  );
  t.strictSame(errors, []);
  t.equal(state, 'idle');
  t.ok(count >= 1 && count < 1_000);
});

test('errors of this package are told by their code', async (t) => {
  await runModule(
    async (link) => {
      await link.registerOutputPort('out', 'Rows', DataType.TableRow);
      const error: unknown = await link
        .registerOutputPort('out', 'Rows', DataType.TableRow)
        .catch((thrown: unknown) => thrown);
      t.ok(isSyntalosError(error, 'ERR_SYNTALOS_PORT'));
      t.notOk(isSyntalosError(error, 'ERR_SYNTALOS_METADATA'));
    },
    { until: { durationMsec: 1 } },
  );
});
