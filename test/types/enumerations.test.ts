import { test } from 'tap';
import * as types from 'syntalos-mlink/types';

test('the members of the enumerations have the numbers of the wire', (t) => {
  t.strictSame(types.ControlCommandKind, { UNKNOWN: 0, START: 1, PAUSE: 2, STOP: 3, STEP: 4, CUSTOM: 5 });
  t.strictSame(types.LineCommandKind, {
    UNKNOWN: 0,
    SET_MODE: 1,
    WRITE_DIGITAL: 2,
    WRITE_ANALOG: 3,
    WRITE_DIGITAL_PULSE: 4,
    WRITE_ANALOG_PULSE: 5,
    DEVICE_SPECIFIC: 6,
  });
  t.strictSame(types.LineModeFlags, { NONE: 0, IS_INPUT: 1, IS_OUTPUT: 2, PULL_UP: 4 });
  t.strictSame(types.TimeSyncStrategy, {
    NONE: 0,
    SHIFT_TIMESTAMPS_FWD: 1,
    SHIFT_TIMESTAMPS_BWD: 2,
    ADJUST_CLOCK: 4,
    WRITE_TSYNCFILE: 8,
  });
  t.end();
});
