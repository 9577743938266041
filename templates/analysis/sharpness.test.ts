import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DataType, Frame } from 'syntalos-mlink';
import { runModule } from 'syntalos-mlink/testing';
import { analyze } from './contrast.ts';

/** Half of it black, the rest of one grey. */
function halfGrey(index: number, grey: number): Frame {
  const frame = Frame.create({ width: 4, height: 2, index });
  frame.data.fill(grey, 4);
  return frame;
}

void test('the deviation of a frame that is half black is half of its grey', () => {
  assert.equal(analyze(halfGrey(0, 100)).deviation, 50);
});

void test('results come in the order of the frames', async () => {
  const { outputs, errors } = await runModule(new URL('./sharpness.ts', import.meta.url), {
    inputs: { frames: [halfGrey(0, 20), halfGrey(1, 40), halfGrey(2, 60)] },
    outputs: { rows: DataType.TableRow },
  });
  assert.deepEqual(errors, []);
  assert.deepEqual(
    outputs.rows.map(([frame, , deviation]) => `${frame}: ${deviation}`),
    ['0: 10.000', '1: 20.000', '2: 30.000'],
  );
});
