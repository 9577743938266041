import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'tap';
import { EdlCollection, parseCsv, type EdlDataset } from 'syntalos-mlink/edl';
import { TsyncReader } from 'syntalos-mlink/timing';
import {
  createProject,
  loadProject,
  runProject,
  type LoadProjectOptions,
  type RunReport,
} from 'syntalos-mlink/host';
import { makeNetwork } from '../../examples/onnx/make-network.ts';
import { isWhole } from '../support/whole-run.ts';

type Override = NonNullable<LoadProjectOptions['overrides']>[number];

/** Runs a project of the repository, as a user would. */
async function runExample(name: string, folder: string, overrides: readonly Override[]): Promise<RunReport> {
  const file = fileURLToPath(new URL(`../../../examples/${name}/project.toml`, import.meta.url));
  return runProject(await loadProject(file, { overrides }), { outFolder: folder });
}

test('the tracker finds the animal in every frame, to a fraction of a pixel, and records all', async (t) => {
  const report = await runExample('tracker', t.testdir(), [{ key: 'camera.frames', value: '45' }]);
  isWhole(t, report);
  const figures = report.modules.find(({ id }) => id === 'scorer')?.figures ?? {};
  const errorPx = Number(figures['tracking error, median']?.value);
  t.ok(errorPx < 0.2, `${errorPx} px`);
  t.equal(figures['animal found']?.value, '45 of 45 frames');

  const recording = await EdlCollection.open(report.outFolder ?? '');
  t.match(recording.attributes['tracking'], { frames: 45, found: 45, median_px: errorPx });
  const positions = recording.find('Positions') as EdlDataset;
  const rows = parseCsv(await readFile(positions.dataFile!.parts[0]!.path));
  t.strictSame(rows[0], ['frame', 'time_usec', 'x_px', 'y_px', 'area_px']);
  t.strictSame(
    rows.slice(1).map(([frame]) => frame),
    Array.from({ length: 45 }, (_, i) => String(i)),
    'in the order of the frames',
  );
});

test('the closed loop answers an entry of the zone by a pulse that comes back, and reports how fast', async (t) => {
  const report = await runExample('closed-loop', t.testdir(), [{ key: 'camera.frames', value: '120' }]);
  isWhole(t, report);
  const figures = report.modules.find(({ id }) => id === 'zone')?.figures ?? {};
  const entries = Number(figures['zone entries']?.value);
  t.ok(entries > 0, `${entries} entries`);
  t.equal(figures['pulses that came back']?.value, entries);
  t.match(figures['reaction time, median'], { value: Number, unit: 'ms' });

  const recording = await EdlCollection.open(report.outFolder ?? '');
  const reactions = recording.find('Reactions') as EdlDataset;
  const rows = parseCsv(await readFile(reactions.dataFile!.parts[0]!.path)).slice(1);
  t.equal(rows.length, entries);
  for (const [, frameUsec, lineUsec, reactionUsec] of rows) {
    t.equal(Number(lineUsec) - Number(frameUsec), Number(reactionUsec));
    t.ok(Number(reactionUsec) > 0, 'the line changes after the frame');
  }
});

test('the spike detector finds nearly all spikes of 16 channels in noise, and nearly nothing else', async (t) => {
  const report = await runExample('spikes', t.testdir(), [{ key: 'electrodes.blocks', value: '200' }]);
  isWhole(t, report);
  const figures = report.modules.find(({ id }) => id === 'scorer')?.figures ?? {};
  const [count, hits, falseAlarms] = ['true spikes', 'hits', 'false alarms'].map((name) =>
    Number(figures[name]?.value),
  ) as [number, number, number];
  t.ok(count > 150, `${count} true spikes in 2 s`);
  t.ok(hits >= 0.95 * count, `${hits} hits`);
  t.ok(falseAlarms <= 0.05 * count, `${falseAlarms} false alarms`);
  t.equal(figures['misses']?.value, count - hits);
});

test('the synchronizer keeps frame times of a drifting camera within its tolerance, and the plot shows it', async (t) => {
  // Faster than the example, so that the drift is beyond the tolerance within the few seconds of a test.
  const report = await runExample('sync', t.testdir(), [
    { key: 'camera.fps', value: '1000' },
    { key: 'camera.frames', value: '4500' },
    { key: 'camera.clock_drift_ppm', value: '100' },
    { key: 'camera.clock_jitter_usec', value: '40' },
    { key: 'camera.sync_tolerance_usec', value: '300' },
    { key: 'plot.tolerance_usec', value: '320' },
  ]);
  isWhole(t, report);
  const figures = report.modules.find(({ id }) => id === 'plot')?.figures ?? {};
  t.equal(figures['frames within tolerance']?.value, 100);
  t.ok(Number(figures['device clock off by']?.value) >= 440, 'which the clock itself is not');
  t.match(report.modules.find(({ id }) => id === 'camera')?.synchronizers, [
    { id: 'camera', calibrated: true, toleranceUsec: 300 },
  ]);

  const recording = await EdlCollection.open(report.outFolder ?? '');
  const plot = recording.find('Plot') as EdlDataset;
  const svg = await readFile(plot.dataFile!.parts[0]!.path, 'utf8');
  t.match(svg, /^<svg [^]*<polyline [^]*<\/svg>\n$/);
  t.notMatch(svg, /NaN|undefined|Infinity/);

  const times = recording.find('Frame times') as EdlDataset;
  const rows = parseCsv(await readFile(times.dataFile!.parts[0]!.path)).slice(1);
  const corrected = rows.filter((row) => Number(row[5]) !== 0);
  t.ok(corrected.length > 100, `${corrected.length} frames were corrected`);
  const camera = recording.find('Camera') as EdlDataset;
  const points = await TsyncReader.open(camera.auxFiles[0]!.parts[0]!.path);
  t.ok(points.readAll().time1.length > 10);
});

test('the replay example measures the motion in both videos of a recording', async (t) => {
  const folder = t.testdir();
  // A recording with the two cameras that the example names.
  const cameras = ['tis-camera', 'generic-camera'];
  const recorded = await runProject(
    createProject({
      modules: cameras.flatMap((name, seed) => [
        {
          id: `${name}-source`,
          use: 'camera-synthetic',
          settings: { width: 64, height: 64, animal_length: 16, fps: 500, frames: 20 + seed, seed },
        },
        { id: name, use: 'video-recorder' },
      ]),
      connections: cameras.map((name) => ({ from: `${name}-source:frames`, to: `${name}:frames` })),
    }),
    { outFolder: join(folder, 'recorded') },
  );
  isWhole(t, recorded);

  const report = await runExample('replay', folder, [
    { key: 'source.recording', value: recorded.outFolder ?? '' },
  ]);
  isWhole(t, report);
  const recording = await EdlCollection.open(report.outFolder ?? '');
  for (const [seed, name] of cameras.entries()) {
    const table = recording.find(`${name}-motion`) as EdlDataset;
    const rows = parseCsv(await readFile(table.dataFile!.parts[0]!.path));
    t.strictSame(rows[0], ['frame', 'time_usec', 'energy']);
    t.equal(rows.length - 1, 19 + seed, 'a row for each frame but the first');
    t.ok(rows.slice(1).every((row) => Number(row[2]) > 0));
  }
});

test('the network of the onnx example is what its script makes, a few kB', (t) => {
  const file = fileURLToPath(new URL('../../../examples/onnx/animal.onnx', import.meta.url));
  const network = makeNetwork();
  t.ok(readFileSync(file).equals(network), 'examples/onnx/animal.onnx: make it anew by make-network.ts');
  t.ok(network.length < 4000, `${network.length} bytes`);
  t.end();
});

const hasOnnx = existsSync(new URL('../../../examples/onnx/node_modules/onnxruntime-node', import.meta.url));
const whyNoOnnx = hasOnnx ? false : 'no ONNX Runtime: npm --prefix examples/onnx install --ignore-scripts';

test('a neural network finds the animal in every frame', { skip: whyNoOnnx }, async (t) => {
  const report = await runExample('onnx', t.testdir(), [{ key: 'camera.frames', value: '90' }]);
  isWhole(t, report);
  const figures = report.modules.find(({ id }) => id === 'scorer')?.figures ?? {};
  t.equal(figures['animal found']?.value, '90 of 90 frames');
  const errorPx = Number(figures['tracking error, median']?.value);
  t.ok(errorPx < 2, `${errorPx} px`);
});
