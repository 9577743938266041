import { test } from 'tap';
import { MailboxClient } from '#src/actors/synchronizer/mailbox-client';
import {
  ANSWER,
  ANSWER_LENGTH,
  ARGUMENTS_F64,
  ARGUMENT_COUNT,
  DATA_BYTES_OFFSET,
  DATA_LENGTH,
  LAYOUT_VERSION,
  MAGIC,
  MAILBOX_LAYOUT,
  OPERATION,
  OUTCOME,
  REQUEST,
  STATE,
  STATUS_F64,
  StatusField,
  createMailbox,
} from '#src/actors/synchronizer/mailbox-layout';
import { MailboxServer } from '#src/actors/synchronizer/mailbox-server';
import { newStopWord } from './support/synchronizer.ts';

test('mailbox: the layout table has the offsets that the code uses', (t) => {
  const offsets = Object.fromEntries(MAILBOX_LAYOUT.map(({ name, offset }) => [name, offset]));
  t.same(offsets, {
    magic: MAGIC * 4,
    layoutVersion: LAYOUT_VERSION * 4,
    request: REQUEST * 4,
    operation: OPERATION * 4,
    dataLength: DATA_LENGTH * 4,
    answer: ANSWER * 4,
    outcome: OUTCOME * 4,
    answerLength: ANSWER_LENGTH * 4,
    state: STATE * 4,
    arguments: ARGUMENTS_F64 * 8,
    status: STATUS_F64 * 8,
  });
  const status = MAILBOX_LAYOUT.find(({ name }) => name === 'status');
  t.equal(status?.bytes, Object.keys(StatusField).length * 8);
  t.equal(MAILBOX_LAYOUT.find(({ name }) => name === 'arguments')?.bytes, ARGUMENT_COUNT * 8);
  t.end();
});

test('mailbox: fields do not overlap, and those of different writers share no cache line', (t) => {
  const fields = [...MAILBOX_LAYOUT].sort((a, b) => a.offset - b.offset);
  fields.forEach((field, i) => {
    const next = fields[i + 1];
    const end = field.offset + field.bytes;
    t.ok(end <= (next?.offset ?? DATA_BYTES_OFFSET), `${field.name} ends before what follows`);
    t.equal(field.offset % (field.type === 'f64[]' ? 8 : 4), 0, `${field.name} is aligned`);
    if (next === undefined || next.writer === field.writer) return;
    t.ok(
      Math.floor((end - 1) / 64) < Math.floor(next.offset / 64),
      `${field.name} and ${next.name} have lines of their own`,
    );
  });
  t.end();
});

test('mailbox: neither end attaches to memory that holds none, or one of another version', (t) => {
  const other = createMailbox();
  new Int32Array(other)[LAYOUT_VERSION] = 2;
  const cases: readonly (readonly [string, SharedArrayBuffer])[] = [
    ['is a SharedArrayBuffer, expected', new SharedArrayBuffer(64)],
    ['first word is 0x0', new SharedArrayBuffer(4096)],
    ['layout version is 2, expected 1', other],
    ['is undefined, expected', undefined as unknown as SharedArrayBuffer],
  ];
  for (const [text, buffer] of cases) {
    const expected = { code: 'ERR_SYNTALOS_RING_LAYOUT', message: new RegExp(text) };
    t.throws(() => new MailboxServer(buffer), expected);
    t.throws(() => new MailboxClient(buffer, { label: 'sync "x"', stopWord: newStopWord() }), expected);
  }
  t.end();
});

test('mailbox: an error crosses with its code, details and cause, however long its stack is', (t) => {
  const buffer = createMailbox();
  const client = new MailboxClient(buffer, { label: 'sync "x"', stopWord: newStopWord() });
  const server = new MailboxServer(buffer);
  client.begin(1, 0);
  t.ok(server.waitForRequest(0));
  const cause = Object.assign(new Error('disk full'), { code: 'ENOSPC' });
  const error = Object.assign(new Error('no µs', { cause }), {
    code: 'ERR_SYNTALOS_STORAGE',
    details: { path: '/a/ü' },
    stack: 'x'.repeat(1_000_000),
  });
  server.answerError(error);
  t.throws(() => client.take(), {
    code: 'ERR_SYNTALOS_STORAGE',
    message: 'no µs',
    details: { path: '/a/ü' },
    cause: { message: 'disk full', code: 'ENOSPC' },
  });
  t.end();
});

test('mailbox: an error record that does not fit is still an error', (t) => {
  const buffer = createMailbox();
  const client = new MailboxClient(buffer, { label: 'sync "x"', stopWord: newStopWord() });
  const server = new MailboxServer(buffer);
  const long = 'y'.repeat(1_000_000);
  client.begin(1, 0);
  t.ok(server.waitForRequest(0));
  server.answerError(new Error(long));
  t.throws(() => client.take(), { message: /^y{1000,}\.\.\.$/ }, 'a long message is cut');

  let chain = new Error(long);
  for (let n = 0; n < 16; n++) chain = new Error(long, { cause: chain });
  client.begin(1, 0);
  t.ok(server.waitForRequest(0));
  server.answerError(chain);
  t.throws(() => client.take(), { code: 'ERR_SYNTALOS_SYNC' });
  t.end();
});
