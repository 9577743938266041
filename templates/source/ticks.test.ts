import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DataType } from 'syntalos-mlink';
import { runModule } from 'syntalos-mlink/testing';

void test('the line goes up and down, as often as the settings say, in the order of time', async () => {
  const { outputs, errors } = await runModule(new URL('./ticks.ts', import.meta.url), {
    outputs: { readings: DataType.LineReading },
    settings: { rate: 200, count: 4 },
  });
  assert.deepEqual(errors, []);
  const { readings } = outputs;
  assert.deepEqual(
    readings.map(({ value }) => value),
    [1, 0, 1, 0],
  );
  const times = readings.map(({ timeUsec }) => timeUsec);
  assert.deepEqual(
    times,
    times.toSorted((a, b) => a - b),
  );
});
