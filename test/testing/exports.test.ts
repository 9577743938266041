import { test } from 'tap';
import * as testing from 'syntalos-mlink/testing';

test('the entry point exports these names and no others', (t) => {
  t.strictSame(Object.keys(testing).sort(), ['ManualClock', 'runModule']);
  t.end();
});
