/**
 * Compares the tracker's positions with the true ones, and publishes how far they are apart: in the
 * run's summary and report, and as an attribute of the recording.
 */
import { DataType, initLink, type TableRow } from 'syntalos-mlink';

const link = await initLink();
const positions = await link.registerInputPort('positions', 'Tracked positions', DataType.TableRow);
const truth = await link.registerInputPort('truth', 'True positions', DataType.TableRow);

/** Rows whose partner has not come yet, by frame. */
const waiting = new Map<string, TableRow>();
const errorsPx: number[] = [];

// Both tables have frame, time, x and y in their first columns.
function score(row: TableRow): void {
  const frame = row[0] ?? '';
  const partner = waiting.get(frame);
  if (partner === undefined) {
    waiting.set(frame, row);
    return;
  }
  waiting.delete(frame);
  errorsPx.push(Math.hypot(Number(row[2]) - Number(partner[2]), Number(row[3]) - Number(partner[3])));
}
positions.onData = score;
truth.onData = score;

link.onPrepare = () => {
  waiting.clear();
  errorsPx.length = 0;
  return true;
};

link.onStop = () => {
  const seen = errorsPx.filter((error) => !Number.isNaN(error)).sort((a, b) => a - b);
  const quantile = (q: number): number => seen[Math.floor(q * (seen.length - 1))] ?? NaN;
  const result = {
    frames: errorsPx.length,
    found: seen.length,
    median_px: Number(quantile(0.5).toFixed(3)),
    p99_px: Number(quantile(0.99).toFixed(3)),
  };
  link.setFigure('tracking error, median', result.median_px, 'px');
  link.setFigure('tracking error, 99 %', result.p99_px, 'px');
  link.setFigure('animal found', `${result.found} of ${result.frames} frames`);
  link.rootGroup.setAttribute('tracking', result);
};

await link.awaitDataForever();
