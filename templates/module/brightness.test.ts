import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DataType, Frame } from 'syntalos-mlink';
import { runModule } from 'syntalos-mlink/testing';

const program = new URL('./brightness.ts', import.meta.url);

void test('the mean of each frame is sent on, and whether it is bright', async () => {
  const frame = Frame.create({ width: 4, height: 2, index: 7, timeUsec: 1000 });
  frame.data.fill(120);
  const { outputs, figures, errors } = await runModule(program, {
    inputs: { frames: [frame] },
    outputs: { rows: DataType.TableRow },
    settings: { threshold: 110 },
  });
  assert.deepEqual(errors, []);
  assert.deepEqual(outputs.rows, [['7', '1000', '120.00', 'true']]);
  assert.equal(figures['bright frames']?.value, 1);
});
