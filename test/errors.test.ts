import { test } from 'tap';
import { SyntalosError, fromErrorRecord, isSyntalosError, messageOf, toErrorRecord } from '#src/errors';

test('an error record carries code, details, stack and causes across a structured clone', (t) => {
  const cause = new TypeError('the disk said no');
  const error = new SyntalosError('ERR_SYNTALOS_STORAGE', 'Cannot write "a.csv": disk full', {
    cause,
    details: { path: 'a.csv' },
  });

  const revived = fromErrorRecord(structuredClone(toErrorRecord(error)));

  t.ok(isSyntalosError(revived, 'ERR_SYNTALOS_STORAGE'));
  t.match(revived, { message: error.message, stack: error.stack, details: { path: 'a.csv' } });
  t.match(revived.cause, { name: 'TypeError', message: 'the disk said no' });
  t.end();
});

test('a foreign error keeps its name and is no error of this package', (t) => {
  const revived = fromErrorRecord(toErrorRecord(new RangeError('too far')));

  t.equal(revived.name, 'RangeError');
  t.notOk(isSyntalosError(revived));
  t.end();
});

test('after a check of the code, the details of that code are typed', (t) => {
  const error: unknown = new SyntalosError('ERR_SYNTALOS_TIMEOUT', 'Waited 5 ms', {
    details: { limitMsec: 5 },
  });
  t.ok(isSyntalosError(error, 'ERR_SYNTALOS_TIMEOUT'));
  if (isSyntalosError(error, 'ERR_SYNTALOS_TIMEOUT')) {
    const limitMsec: number | undefined = error.details.limitMsec;
    t.equal(limitMsec, 5);
  }
  // @ts-expect-error -- a slot belongs to another code
  new SyntalosError('ERR_SYNTALOS_TIMEOUT', 'Waited', { details: { slot: 1 } });
  t.end();
});

/** Structured clone and JSON both take it: it can cross threads and be stored. */
function travels(thrown: unknown): ReturnType<typeof toErrorRecord> {
  const record = toErrorRecord(thrown);
  JSON.stringify(record);
  const size = JSON.stringify(record).length;
  if (size > 2_000_000) throw new Error(`a record of ${size} characters`);
  return structuredClone(record);
}

test('details that cannot be cloned become text', (t) => {
  const joi = Object.assign(new Error('"rate" must be a number'), {
    details: [{ message: 'must be a number', context: { validate: () => undefined, key: 'rate' } }],
  });
  t.match(travels(joi), { message: '"rate" must be a number', details: { 0: /must be a number.*Function/ } });
  const mixed = Object.assign(new Error('x'), {
    details: { big: 10n, tag: Symbol('s'), list: [1, 2], fine: 3, text: 'a'.repeat(1e7) },
  });
  const { details } = travels(mixed);
  t.match(details, { big: '10n', tag: 'Symbol(s)', list: '[ 1, 2 ]', fine: 3 });
  t.ok(String(details?.['text']).length <= 2_000);
  t.end();
});

test('a cause that is the error itself, or a chain of thousands, comes to an end', (t) => {
  const own = new Error('own');
  own.cause = own;
  t.match(travels(own), { message: 'own', cause: { message: /circle/ } });
  const [a, b] = [new Error('a'), new Error('b')];
  a.cause = b;
  b.cause = a;
  t.match(travels(a).cause, { message: 'b', cause: { message: /circle/ } });

  let chain = new Error('0');
  for (let n = 1; n < 20_000; n++) chain = new Error(String(n), { cause: chain });
  let depth = 0;
  let last = travels(chain);
  for (; last.cause !== undefined; last = last.cause) depth++;
  t.equal(depth, 16);
  t.match(last.message, /further causes were left out/);
  t.end();
});

test('values that resist being read are records all the same', (t) => {
  const trap = (): never => {
    throw new Error('no');
  };
  const getters = new Error('kept');
  for (const name of ['stack', 'name', 'details', 'code', 'cause']) {
    Object.defineProperty(getters, name, { get: trap });
  }
  t.match(travels(getters), { name: 'Error', message: 'kept' });
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  t.type(travels(proxy).message, 'string');
  const hostile = new Proxy({}, { get: trap, getPrototypeOf: trap, ownKeys: trap, has: trap });
  t.type(travels(hostile).message, 'string');
  t.equal(travels(new Proxy(new Error('inside'), { get: trap })).message, 'a value that cannot be read');
  const long = new Error('x'.repeat(5e6));
  t.match(travels(long).stack, /errors\.test/, 'the end of a stack says where');
  t.equal(fromErrorRecord(travels('text')).stack, 'Error: "text"', 'no stack of ours');
  t.notOk(isSyntalosError(proxy));
  t.type(messageOf(hostile), 'string');
  for (const value of [Symbol('s'), 12n, undefined, null, () => 1, NaN, '', 'text', 7n ** 40_000n]) {
    t.type(travels(value).message, 'string');
    t.ok(travels(value).message.length < 200);
  }
  t.match(travels(Object.create(null)).message, /null prototype/);
  t.match(travels({ reason: 'no power', channel: 3 }).message, /no power.*channel: 3/);
  t.match(travels({ message: 'unavailable', code: 14, name: 'GrpcError' }), {
    name: 'GrpcError',
    message: 'unavailable',
  });
  const both = new AggregateError([new Error('left'), new Error('right')], 'All failed');
  t.match(travels(both), { message: 'All failed (left; right)', cause: { message: 'left' } });
  t.end();
});
