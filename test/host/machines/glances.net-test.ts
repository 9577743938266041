/** Outputs of other machines that are looked at here. */
import { test } from 'tap';
import { DataType } from 'syntalos-mlink';
import { startProject } from 'syntalos-mlink/host';
import { RingFollower, RingObserver } from 'syntalos-mlink/shm';
import { codecOf } from 'syntalos-mlink/types';
import { until } from '../../support/until.ts';
import { isWhole } from '../../support/whole-run.ts';
import { makeRig, withServer } from './rig.ts';

/** A camera and a counter, both of which only their own machine needs. */
const PROJECT = {
  modules: [
    { id: 'cam', use: 'camera-synthetic', machine: 'rig2', settings: { width: 640, height: 480, fps: 50 } },
    { id: 'video', use: './taker.ts', machine: 'rig2' },
    { id: 'ticks', use: './ticks.ts', machine: 'rig2' },
    { id: 'table', use: 'table-recorder', machine: 'rig2' },
  ],
  connections: [
    { from: 'cam:frames', to: 'video:in' },
    { from: 'ticks:rows', to: 'table:rows' },
  ],
};

const PROGRAMS = {
  'taker.ts': `
    import { DataType, initLink } from 'syntalos-mlink';
    const link = await initLink();
    const input = await link.registerInputPort('in', 'In', DataType.Frame);
    input.onData = () => undefined;
    await link.awaitDataForever();
  `,
  'ticks.ts': `
    import { DataType, everyUsec, initLink } from 'syntalos-mlink';
    const link = await initLink();
    const out = await link.registerOutputPort('rows', 'Rows', DataType.TableRow);
    let count = 0;
    link.onPrepare = () => {
      out.setMetadataValue('table_header', ['index']);
      return true;
    };
    link.onStart = () => {
      everyUsec(5_000, () => out.submit([String(count++)]));
    };
    await link.awaitDataForever();
  `,
};

const CAM = { module: 'cam', port: 'frames' };
const ROWS = { module: 'ticks', port: 'rows' };

test(
  'pictures and rows of another machine are seen here while somebody looks, though nothing here reads them',
  withServer,
  async (t) => {
    const rig = await makeRig(t);
    await rig.startAgent('rig2');
    const run = await startProject(rig.project(PROGRAMS, PROJECT), { outFolder: rig.folder });
    const outputOf = ({ module, port }: typeof CAM) =>
      run.details().outputs.find((output) => output.module === module && output.port === port);
    const ringOf = async (ref: typeof CAM): Promise<SharedArrayBuffer> => {
      await until(() => outputOf(ref)?.ring !== undefined);
      return outputOf(ref)!.ring!;
    };
    await until(() => outputOf(CAM) !== undefined);
    t.equal(outputOf(CAM)?.isVisible, true, 'it can be looked at');
    t.equal(outputOf(CAM)?.ring, undefined, 'but nothing comes before somebody does');

    run.lookAt([CAM, ROWS]);
    const observer = RingObserver.attach(await ringOf(CAM));
    const follower = RingFollower.attach(await ringOf(ROWS));
    const indices: number[] = [];
    const rows: number[] = [];
    await until(() => {
      if (observer.tryLatest()) {
        const frame = codecOf(DataType.Frame).decode(observer.memory, observer.offset, observer.byteLength);
        t.same([frame.width, frame.height], [640, 480]);
        indices.push(frame.index);
      }
      while (follower.tryNext()) {
        rows.push(Number(codecOf(DataType.TableRow).decode(follower.memory, 0, follower.byteLength)[0]));
      }
      return indices.length >= 5 && rows.length >= 100;
    });
    t.same(
      indices,
      [...new Set(indices)].sort((a, b) => a - b),
    );
    t.same(
      rows,
      rows.map((_, at) => rows[0]! + at),
      'each row, in order',
    );
    observer.close();

    run.lookAt([ROWS]);
    await until(() => outputOf(CAM)?.ring === undefined);
    run.lookAt([CAM]);
    await until(() => outputOf(CAM)?.ring !== undefined && outputOf(ROWS)?.ring === undefined);

    run.stop('seen');
    const report = await run.done;
    isWhole(t, report);
    t.same(
      report.ports.flatMap((port) => (port.direction === 'input' ? [[port.module, port.skipped]] : [])),
      [
        ['video', 0],
        ['table', 0],
      ],
    );
  },
);

test('a look at what cannot be shown is none of the run', withServer, async (t) => {
  const rig = await makeRig(t);
  await rig.startAgent('rig2');
  const lines: string[] = [];
  const run = await startProject(rig.project(PROGRAMS, PROJECT), {
    outFolder: rig.folder,
    onLog: ({ text }) => lines.push(text),
  });
  run.lookAt([{ module: 'nobody', port: 'out' }, { module: 'cam', port: 'none' }, CAM]);
  await until(() => run.details().outputs.some(({ ring }) => ring !== undefined));
  run.stop('seen');
  isWhole(t, await run.done);
});
