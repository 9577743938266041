import * as timing from 'syntalos-mlink/timing';
import { test } from 'tap';

test('the entry point exports what it is documented to', (t) => {
  t.strictSame(Object.keys(timing).sort(), [
    'FrequencyCounterAligner',
    'ManualClock',
    'MasterClock',
    'PeriodicSchedule',
    'SecondaryClockAligner',
    'TsyncMode',
    'TsyncReader',
    'TsyncTimeType',
    'TsyncTimeUnit',
    'TsyncWriter',
    'createSyncPointFile',
    'monotonicUsec',
    'timesToNumbers',
  ]);
  t.end();
});
