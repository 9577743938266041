import { test } from 'tap';
import { logLineOf, readLogLine, type LogLineMessage } from '#src/ipc/index';

test('what a process says in a line is read back as it was written', (t) => {
  const messages: LogLineMessage[] = [
    { kind: 'warning', message: 'the camera was slow: 3 frames' },
    { kind: 'figure', name: 'error', value: '0.53', unit: 'px' },
    { kind: 'figure', name: 'mean error', value: '-1.5e-3', unit: 'mm/s' },
    { kind: 'figure', name: 'count', value: '12', unit: '' },
    { kind: 'figure', name: 'device', value: 'Cam A', unit: '' },
    { kind: 'figure', name: 'note', value: '', unit: '' },
  ];
  for (const message of messages) {
    const line = logLineOf(message);
    t.same(readLogLine(line), message, line);
  }
  t.end();
});

test('any other line is none', (t) => {
  for (const line of ['', 'hello', 'warning:', 'Warning: x', ' warning: x', 'figure: x', 'figures: a = 1']) {
    t.equal(readLogLine(line), undefined, line);
  }
  t.end();
});
