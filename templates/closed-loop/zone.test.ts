import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DataType } from 'syntalos-mlink';
import { runModule } from 'syntalos-mlink/testing';

/** A position, at so many ms: inside of the zone or not. */
function position(msec: number, isInside: boolean): (string | number)[] {
  return [0, msec * 1000, isInside ? 320 : 0, 240];
}

void test('each entry gives one pulse, staying inside gives none', async () => {
  const walk = [false, true, true, false, true].map((isInside, i) => position(i * 10, isInside));
  const { outputs, figures, errors } = await runModule(new URL('./zone.ts', import.meta.url), {
    inputs: { positions: walk },
    outputs: { commands: DataType.LineCommand },
  });
  assert.deepEqual(errors, []);
  assert.equal(figures['zone entries']?.value, 2);
  const pulses = outputs.commands.filter(({ durationUsec }) => durationUsec > 0);
  assert.deepEqual(
    pulses.map(({ lineId }) => lineId),
    [13, 13],
  );
});
