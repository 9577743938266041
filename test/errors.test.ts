import { test } from 'tap';
import { SyntalosError, fromErrorRecord, isSyntalosError, toErrorRecord } from '#src/errors';

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
