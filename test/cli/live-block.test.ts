import { test } from 'tap';
import { LiveBlock } from '#src/cli/live-block';
import { TestOutput } from './fixtures/test-world.ts';

const HIDE = '\u001b[?25l';
const SHOW = '\u001b[?25h';
const up = (rows: number): string => `\r\u001b[${rows}A\u001b[J`;

function drawnBy(output: TestOutput, act: () => void): string {
  output.text = '';
  act();
  return output.text;
}

test('a block replaces itself, with new text above it', (t) => {
  const output = new TestOutput();
  const block = new LiveBlock(output);

  t.equal(
    drawnBy(output, () => block.draw('', ['a', 'b'])),
    `${HIDE}a\nb\n`,
  );
  t.equal(
    drawnBy(output, () => block.draw('log\n', ['c'])),
    `${HIDE}${up(2)}log\nc\n`,
  );
  t.equal(
    drawnBy(output, () => block.close()),
    `${up(1)}${SHOW}`,
  );
  t.equal(
    drawnBy(output, () => {
      block.close();
      block.draw('late\n', ['x']);
    }),
    '',
  );
  t.end();
});

test('a block fits its terminal: lines are cut, and the middle is left out before the last line', (t) => {
  const output = new TestOutput();
  output.columns = 8;
  output.rows = 4;
  const block = new LiveBlock(output);

  t.equal(
    drawnBy(output, () => block.draw('', ['head', '1234567', '12345678', 'foot'])),
    `${HIDE}head\n1234567\nfoot\n`,
  );
  output.columns = 4;
  t.equal(
    drawnBy(output, () => block.draw('', ['head'])),
    `${HIDE}${up(4)}he…\n`,
    'a narrower terminal has wrapped one of three lines into two rows',
  );
  t.end();
});

test('a block that is higher than its terminal says how many lines are missing', (t) => {
  const output = new TestOutput();
  output.columns = 80;
  output.rows = 6;
  const block = new LiveBlock(output);
  t.equal(
    drawnBy(output, () => block.draw('', ['head', 'a', 'b', 'c', 'd', 'e', 'foot'])),
    `${HIDE}head\na\nb\n… 3 more lines: the terminal is not high enough\nfoot\n`,
  );
  t.end();
});
