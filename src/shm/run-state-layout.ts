/**
 * The layout of a module's run state in shared memory: one table, and the constants.
 *
 * Numbers beyond 32 bits are doubles. A double is written and read in one piece on the 64-bit
 * machines that Node runs on; each has one writing thread.
 *
 * @module
 */
import { LATENCY_HISTOGRAM_WORDS } from './latency-histogram.ts';
import type { LayoutField } from './layout.ts';

/** First word: the bytes `SyRs`, read as a little-endian u32. */
export const RUN_STATE_MAGIC = 0x7352_7953;
/** Changes with any change of this file. */
export const RUN_STATE_LAYOUT_VERSION = 4;

/** Most ports of a module, per direction. */
export const MAX_PORTS = 128;

// Indices of 32-bit words.

export const MAGIC = 0;
export const LAYOUT_VERSION = 1;

export const PHASE = 16;
export const RUN_EPOCH = 17;
/** Index of a double: of the block seen as 64-bit values. */
export const START_TIME_F64 = 9;

export const STOP_REQUEST = 32;

/** First of {@link THREAD_COUNT} words: what the system calls the module's threads. */
export const THREADS = 48;
/** Most threads of a module that are noted. */
export const THREAD_COUNT = 16;

export const CALLBACK_ID = 64;
export const CALLBACK_SEQUENCE = 65;
/** Index of a double. */
export const CALLBACK_ITEM_F64 = 33;

/** Doubles of what the module's thread had to do at its times: ticks due and skipped, scheduled calls left. */
export const SCHEDULE_F64 = 34;
/** Doubles of {@link SCHEDULE_F64}, in this order. */
export const ScheduleField = { ticksDue: 0, ticksSkipped: 1, callsLeft: 2 } as const;

/** First port block, in doubles; inputs first, then outputs. */
export const PORTS_F64 = 40;
/** Doubles of one port: two cache lines. */
export const PORT_F64 = 16;
/** Doubles of a port block, in this order. */
export const PortField = {
  itemCount: 0,
  byteCount: 1,
  heldBackCount: 2,
  heldBackUsec: 3,
  skippedCount: 4,
  indexGapCount: 5,
  stallCount: 6,
  longestPauseMsec: 7,
  unclaimedCount: 8,
  isUnclaimed: 9,
} as const;

/** First latency histogram, in bytes: one for each input port. */
export const LATENCIES_BYTES: number = (PORTS_F64 + 2 * MAX_PORTS * PORT_F64) * 8;
/** Bytes of one latency histogram. */
export const LATENCY_BYTES: number = LATENCY_HISTOGRAM_WORDS * 4;
/** Bytes of the whole block. */
export const RUN_STATE_BYTES: number = LATENCIES_BYTES + MAX_PORTS * LATENCY_BYTES;

const creator = { writer: 'creator', reader: 'all', ordering: 'plain, before the buffer is shared' };

function port(direction: 'input' | 'output', index: number): LayoutField {
  const first = direction === 'input' ? 0 : MAX_PORTS;
  return {
    name: `${direction}${index}`,
    offset: (PORTS_F64 + (first + index) * PORT_F64) * 8,
    bytes: PORT_F64 * 8,
    type: 'f64[]',
    writer: 'the one thread that moves its items',
    reader: 'supervisor, host',
    ordering: 'plain',
    meaning:
      'items, bytes, times held back, µs held back, items skipped, frame indices missing, stalls, longest pause in ms, items that nobody took, 1 while nobody takes any, 6 unused',
  };
}

/** The run state, field by field. */
export const RUN_STATE_LAYOUT: readonly LayoutField[] = [
  { name: 'magic', offset: MAGIC * 4, bytes: 4, type: 'u32', ...creator, meaning: 'the bytes "SyRs"' },
  {
    name: 'layoutVersion',
    offset: LAYOUT_VERSION * 4,
    bytes: 4,
    type: 'u32',
    ...creator,
    meaning: 'version of this table',
  },
  {
    name: 'phase',
    offset: PHASE * 4,
    bytes: 4,
    type: 'u32',
    writer: 'supervisor',
    reader: 'all',
    ordering: 'atomic store after startTime and runEpoch',
    meaning: 'a RunPhase',
  },
  {
    name: 'runEpoch',
    offset: RUN_EPOCH * 4,
    bytes: 4,
    type: 'u32',
    writer: 'supervisor',
    reader: 'all',
    ordering: 'atomic store before phase',
    meaning: 'counts runs: 0 before the first',
  },
  {
    name: 'startTime',
    offset: START_TIME_F64 * 8,
    bytes: 8,
    type: 'f64',
    writer: 'supervisor',
    reader: 'all',
    ordering: 'plain, published by phase',
    meaning: 'start of the run in µs of the monotonic clock',
  },
  {
    name: 'stopRequest',
    offset: STOP_REQUEST * 4,
    bytes: 4,
    type: 'u32',
    writer: 'supervisor, host',
    reader: 'all',
    ordering: 'atomic; ring the waiters afterwards',
    meaning: '1 from a stop request until the next run',
  },
  {
    name: 'threads',
    offset: THREADS * 4,
    bytes: THREAD_COUNT * 4,
    type: 'u32[]',
    writer: 'supervisor, module thread',
    reader: 'host',
    ordering: 'atomic compare-exchange of a 0',
    meaning: "system ids of the threads that do the module's work, 0 for none",
  },
  {
    name: 'callbackId',
    offset: CALLBACK_ID * 4,
    bytes: 4,
    type: 'u32',
    writer: 'module thread',
    reader: 'supervisor',
    ordering: 'atomic, stored after callbackSequence',
    meaning: 'the callback that runs now, 0 for none',
  },
  {
    name: 'callbackSequence',
    offset: CALLBACK_SEQUENCE * 4,
    bytes: 4,
    type: 'u32',
    writer: 'module thread',
    reader: 'supervisor',
    ordering: 'atomic',
    meaning: 'counts callbacks entered',
  },
  {
    name: 'callbackItem',
    offset: CALLBACK_ITEM_F64 * 8,
    bytes: 8,
    type: 'f64',
    writer: 'module thread',
    reader: 'supervisor',
    ordering: 'plain, published by callbackId',
    meaning: 'number of the item that the callback takes, from 0 in its run; -1 if it takes none',
  },
  {
    name: 'schedule',
    offset: SCHEDULE_F64 * 8,
    bytes: 3 * 8,
    type: 'f64[]',
    writer: 'module thread',
    reader: 'host',
    ordering: 'plain',
    meaning:
      'ticks of periodic sources that were due, those that were skipped, scheduled calls left at the stop',
  },
  ...Array.from({ length: MAX_PORTS }, (_, index) => port('input', index)),
  ...Array.from({ length: MAX_PORTS }, (_, index) => port('output', index)),
  {
    name: 'latencies',
    offset: LATENCIES_BYTES,
    bytes: MAX_PORTS * LATENCY_BYTES,
    type: 'u32[]',
    writer: 'the one thread that reads the port',
    reader: 'host',
    ordering: 'plain',
    meaning: 'a LatencyHistogram for each input port',
  },
];
