import { readClientMessage } from '#src/view/client-message';
import fc from 'fast-check';
import { test } from 'tap';

test('what a page says is read', (t) => {
  const messages = [
    { kind: 'stop' },
    { kind: 'visible', isVisible: false },
    { kind: 'close', output: 'cam:frames' },
    { kind: 'open', output: 'cam:frames' },
    { kind: 'open', output: 'cam:frames', width: 640 },
    { kind: 'open', output: 'ephys:signals', channels: [0, 31], stepMsec: 2.5 },
  ];
  for (const message of messages) t.strictSame(readClientMessage(JSON.stringify(message)), message);
  t.end();
});

test('what is no message of a page is none', (t) => {
  const rubbish: readonly unknown[] = [
    null,
    7,
    'stop',
    [],
    {},
    { kind: 'kill' },
    { kind: 'visible' },
    { kind: 'visible', isVisible: 'yes' },
    { kind: 'close' },
    { kind: 'open' },
    { kind: 'open', output: 7 },
    { kind: 'open', output: 'a:b', width: 0 },
    { kind: 'open', output: 'a:b', width: 1e9 },
    { kind: 'open', output: 'a:b', width: '640' },
    { kind: 'open', output: 'a:b', stepMsec: -1 },
    { kind: 'open', output: 'a:b', stepMsec: null },
    { kind: 'open', output: 'a:b', channels: 3 },
    { kind: 'open', output: 'a:b', channels: [-1] },
    { kind: 'open', output: 'a:b', channels: [0.5] },
    { kind: 'open', output: 'a:b', channels: Array.from({ length: 1000 }, (_, i) => i) },
  ];
  for (const value of rubbish)
    t.equal(readClientMessage(JSON.stringify(value)), undefined, JSON.stringify(value));
  for (const text of ['', '{', 'stop', '\u0000']) t.equal(readClientMessage(text), undefined, text);
  t.end();
});

test('no text makes the reader throw, or answer with what it was not told', (t) => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      const message = readClientMessage(text);
      return message === undefined || ['open', 'close', 'visible', 'stop'].includes(message.kind);
    }),
  );
  t.end();
});
