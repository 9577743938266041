import { test } from 'tap';
import { parseDuration } from '#src/host/project/index';

test('durations are read with their units', (t) => {
  const expected: Record<string, number> = {
    '10s': 10_000,
    '500ms': 500,
    '1.5 h': 5_400_000,
    '1min 30s': 90_000,
    ' 2s ': 2000,
  };
  for (const [text, msec] of Object.entries(expected)) t.equal(parseDuration(text), msec, text);
  t.end();
});

test('text that is no duration, zero, or longer than a timer can hold is refused', (t) => {
  for (const text of ['', '10', 's', '10 x', '5s and', 'x 5s', '-5s', '0s', '1e3s', '25000min 24000h']) {
    t.equal(parseDuration(text), undefined, text);
  }
  t.end();
});
