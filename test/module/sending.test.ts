/** What an output port sends, and in which order; loans; metadata that is passed on. */
import { test } from 'tap';
import { PortPolicy } from '#src/ipc/index';
import { Throttle, openItemSource } from '#src/module/index';
import { RingWriter, RunState, createRing } from '#src/shm/index';
import { DataType, Frame, encode } from '#src/types/index';
import { MetaFloat, encodeMetaMap, type MetaMap } from 'syntalos-mlink/types';
import { runModule } from 'syntalos-mlink/testing';

test('a submit behind submits that wait for room keeps their order', async (t) => {
  const count = 40;
  const { outputs, errors } = await runModule(
    async (link) => {
      const rows = await link.registerOutputPort('rows', 'Rows', DataType.TableRow);
      link.onStart = async () => {
        const sent: Promise<boolean>[] = [];
        // More than the ring holds: some of them wait.
        for (let at = 0; at < count; at++) sent.push(rows.submitAsync([`${at}`, 'x'.repeat(16 * 1024)]));
        rows.submit(['last']);
        await Promise.all(sent);
        await link.shutdown();
      };
    },
    { outputs: { rows: DataType.TableRow } },
  );
  t.strictSame(errors, []);
  t.strictSame(
    outputs.rows.map(([first]) => first),
    [...Array.from({ length: count }, (_, at) => `${at}`), 'last'],
  );
});

test('one frame is lent at a time, its header is checked, and it ends with its run', async (t) => {
  const { outputs, errors } = await runModule(
    async (link) => {
      const frames = await link.registerOutputPort('frames', 'Frames', DataType.Frame);
      link.onStart = async () => {
        const state = { code: 'ERR_SYNTALOS_INVALID_STATE' };
        const loan = frames.loanFrame(2, 2, 1, 'u8')!;
        t.throws(() => frames.loanFrame(2, 2, 1, 'u8'), state);
        t.throws(() => frames.submit(Frame.create({ width: 1, height: 1 })), state);
        await t.rejects(frames.submitAsync(Frame.create({ width: 1, height: 1 })), state);
        loan.data.fill(7);
        loan.index = 0.5;
        t.throws(() => loan.submit(), { code: 'ERR_SYNTALOS_ITEM_TYPE' });
        loan.index = 3;
        t.ok(loan.submit());
        const left = frames.loanFrame(2, 2, 1, 'u8')!;
        link.onSaveSettings = () => {
          t.equal(left.submit(), false, 'its run is over');
          return new Uint8Array();
        };
        await link.shutdown();
      };
    },
    { outputs: { frames: DataType.Frame } },
  );
  t.strictSame(errors, []);
  t.strictSame(
    outputs.frames.map(({ index, data }) => [index, [...data]]),
    [[3, [7, 7, 7, 7]]],
  );
});

test('metadata is copied when it is set, and frozen when it is read', async (t) => {
  const list = [1, 2];
  const { metadata } = await runModule(
    async (link) => {
      const input = await link.registerInputPort('in', 'In', DataType.LineReading);
      const out = await link.registerOutputPort('out', 'Out', DataType.LineReading);
      link.onPrepare = () => {
        out.setMetadata({ list, nested: { a: list } });
        list.push(3);
        return true;
      };
      link.onStart = () => {
        const { deep } = input.metadata as { deep: { list: number[] } };
        t.throws(() => deep.list.push(1), TypeError);
        t.throws(() => Object.assign(deep, { b: 1 }), TypeError);
      };
    },
    { inputs: { in: { items: [], metadata: { deep: { list: [1] } } } }, until: { durationMsec: 1 } },
  );
  t.strictSame(metadata['out'], { list: [1, 2], nested: { a: [1, 2] } });
});

test('metadata that is passed on is sent as it came, and rates are floats in any case', async (t) => {
  const received: MetaMap = { gain: new MetaFloat(2), count: 5, nested: { list: [new MetaFloat(3), 4] } };
  const sent: Record<string, string> = {};
  await runModule(
    async (link) => {
      link.allowAsyncStart = false;
      const input = await link.registerInputPort('in', 'In', DataType.LineReading);
      for (const id of ['all', 'some', 'whole', 'rates']) {
        const out = await link.registerOutputPort(id, id, DataType.LineReading);
        const note = (): void => {
          sent[id] = Buffer.from(out.spec.metadata).toString('hex');
        };
        const before = link.onStart;
        link.onStart = async () => {
          await before?.();
          if (id === 'all') out.forwardMetadata(input);
          if (id === 'some') out.forwardMetadata(input, ['gain', 'unknown']);
          if (id === 'whole') out.setMetadata(input.metadata);
          if (id === 'rates') out.setMetadata({ framerate: 30, sample_rate: 1000, count: 5 });
          note();
        };
      }
    },
    { inputs: { in: { items: [], metadata: received } }, until: { durationMsec: 1 } },
  );
  const hex = (map: MetaMap): string => Buffer.from(encodeMetaMap(map)).toString('hex');
  t.equal(sent['all'], hex(received));
  t.equal(sent['some'], hex({ gain: new MetaFloat(2) }));
  t.equal(sent['whole'], hex(received));
  t.equal(sent['rates'], hex({ framerate: new MetaFloat(30), sample_rate: new MetaFloat(1000), count: 5 }));
});

test('frames that a throttle passes over are no gap, though it changes in the run', (t) => {
  const ring = createRing();
  const runState = RunState.create();
  const throttle = new Throttle();
  const source = openItemSource<Frame>({
    portId: 'in',
    ring,
    sourceType: DataType.Frame,
    portType: DataType.Frame,
    policy: PortPolicy.Block,
    counters: runState.inputCounters(0),
    latency: runState.inputLatency(0),
    throttle,
  });
  const writer = RingWriter.claim(ring);
  const take = (from: number, to: number): number[] => {
    for (let index = from; index < to; index++) {
      writer.tryWrite(encode(DataType.Frame, Frame.create({ width: 1, height: 1, index })));
    }
    const taken: number[] = [];
    while (source.next()) taken.push(source.borrowItem().index);
    source.flush();
    return taken;
  };
  t.strictSame(take(0, 3), [0, 1, 2]);
  throttle.setRate(1);
  t.strictSame(take(3, 9), [3]);
  throttle.setRate(0);
  t.strictSame(take(9, 11), [9, 10]);
  t.equal(runState.inputCounts(0).indexGapCount, 0);
  t.strictSame(take(14, 15), [14]);
  t.equal(runState.inputCounts(0).indexGapCount, 3, 'what the source lost is one');
  source.close();
  t.end();
});
