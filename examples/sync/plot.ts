/**
 * Draws what a synchronizer sees and does: the device clock's true offset, the offset that is measured
 * from frames that come early and late, the correction; and how far the recorded times are from the true
 * ones. Writes an SVG into the recording and prints the same to the terminal.
 */
import { writeFile } from 'node:fs/promises';
import { DataType, initLink, println } from 'syntalos-mlink';
import { toSvg, type Panel, type Point } from './svg-plot.ts';
import { toText } from './text-plot.ts';

/** Points of a curve: more do not show. */
const MAX_POINTS = 1_000;
/** Offsets of so many frames are averaged for the measured curve. */
const AVERAGED = 50;

interface FrameTimes {
  readonly trueSec: number;
  /** Of the device's clock, less that of the first frame; µs. */
  readonly trueOffset: number;
  readonly measuredOffset: number;
  readonly correction: number;
  readonly error: number;
}

const link = await initLink();
const clock = await link.registerInputPort('clock', 'Clock', DataType.TableRow);

let toleranceUsec = 0;
let frames: FrameTimes[] = [];
let firstOffset: number | undefined;

link.onLoadSettings = (data) => {
  const settings = JSON.parse(new TextDecoder().decode(data)) as { readonly tolerance_usec: number };
  toleranceUsec = settings.tolerance_usec;
  return true;
};

link.onPrepare = () => {
  frames = [];
  firstOffset = undefined;
  return true;
};

clock.onData = (row) => {
  const [, exposure, arrival, device, recorded, correction] = row.map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  firstOffset ??= device - exposure;
  frames.push({
    trueSec: exposure / 1e6,
    trueOffset: device - exposure - firstOffset,
    measuredOffset: device - arrival - firstOffset,
    correction,
    error: recorded - exposure,
  });
};

link.onStop = async () => {
  if (frames.length === 0) return;
  const panels: readonly Panel[] = [
    {
      title: 'Device clock minus master clock',
      unit: 'µs',
      series: [
        {
          name: 'measured, each frame',
          color: '#b8c4d6',
          mark: '.',
          points: curve(({ measuredOffset }) => measuredOffset),
          dots: true,
        },
        { name: `measured, mean of ${AVERAGED}`, color: '#2a6fdb', mark: 'o', points: mean() },
        { name: 'true', color: '#111111', mark: '-', points: curve(({ trueOffset }) => trueOffset) },
        { name: 'correction', color: '#d9480f', mark: '#', points: curve(({ correction }) => correction) },
      ],
    },
    {
      title: 'Recorded frame time minus true one',
      unit: 'µs',
      series: [
        { name: 'error', color: '#2b8a3e', mark: '*', points: curve(({ error }) => error), dots: true },
        { name: 'tolerance', color: '#c92a2a', mark: '-', points: curve(() => toleranceUsec) },
        { name: '', color: '#c92a2a', mark: '-', points: curve(() => -toleranceUsec) },
      ],
    },
  ];
  const dataset = await link.createDefaultDataset();
  const path = dataset.setDataFile('sync.svg', { summary: 'Offset, correction and error over time' });
  await writeFile(path, toSvg(panels, 'Time since start, s'));
  for (const line of toText(panels)) println(line);
  println(`The same as a picture: ${path}`);

  const within = frames.filter(({ error }) => Math.abs(error) <= toleranceUsec).length;
  link.setFigure('frames within tolerance', (100 * within) / frames.length, '%');
  const errors = frames.map(({ error }) => Math.abs(error)).sort((a, b) => a - b);
  link.setFigure('frame time error, median', quantile(errors, 0.5), 'µs');
  link.setFigure('frame time error, largest', quantile(errors, 1), 'µs');
  link.setFigure('device clock off by', frames.at(-1)?.trueOffset ?? 0, 'µs');
};

function curve(value: (frame: FrameTimes) => number): Point[] {
  const step = Math.max(1, Math.floor(frames.length / MAX_POINTS));
  return frames.filter((_, i) => i % step === 0).map((frame) => [frame.trueSec, value(frame)]);
}

function mean(): Point[] {
  const points: Point[] = [];
  for (let at = 0; at + AVERAGED <= frames.length; at += AVERAGED) {
    const part = frames.slice(at, at + AVERAGED);
    const total = part.reduce((sum, { measuredOffset }) => sum + measuredOffset, 0);
    points.push([part[AVERAGED / 2]!.trueSec, total / AVERAGED]);
  }
  return points;
}

function quantile(sorted: readonly number[], q: number): number {
  return sorted[Math.round(q * (sorted.length - 1))] ?? NaN;
}

await link.awaitDataForever();
