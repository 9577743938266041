import { test } from 'tap';
import { cutToWidth, displayWidth } from '#src/cli/display-width';

test('a width counts columns, not characters', (t) => {
  const widths: Record<string, number> = {
    abc: 3,
    '→ µ █░': 6,
    鼠: 2,
    'e\u0301': 1,
    '🐁': 2,
    '❤\ufe0f': 2,
    '👩‍🔬': 2,
  };
  for (const [text, width] of Object.entries(widths)) t.equal(displayWidth(text), width, text);
  t.end();
});

test('wide and combined characters are cut by the columns they take', (t) => {
  t.equal(cutToWidth('鼠鼠鼠', 6), '鼠鼠鼠');
  t.equal(cutToWidth('鼠鼠鼠', 5), '鼠鼠…');
  t.equal(cutToWidth('鼠鼠鼠', 4), '鼠…');
  t.equal(cutToWidth('e\u0301e\u0301e\u0301', 2), 'e\u0301…');
  t.equal(cutToWidth('abc', 0), '…');
  t.end();
});
