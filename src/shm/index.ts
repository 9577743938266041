/**
 * Rings and run state in shared memory: bytes and one header table each, nothing of ports or
 * data types. Any thread may use it; each end of a ring belongs to the one thread that made it.
 *
 * {@link createRing} makes a broadcast ring: one {@link RingWriter}, up to 16 lossless
 * {@link RingReader}s that hold it back, any number of {@link RingObserver}s and {@link RingFollower}s that do not, and the
 * owner's {@link RingControl}. {@link RunState} is the block through which the threads of a
 * module see the run.
 *
 * @module
 */
/// <reference types="node" preserve="true" />
export { MAX_READERS, RECORD_LAYOUT, RING_LAYOUT, RING_LAYOUT_VERSION, type LayoutField } from './layout.ts';
export { LatencyHistogram, type LatencySummary } from './latency-histogram.ts';
export type { RingMemory } from './generation.ts';
export { createRing, sideMemory, type RingOptions } from './ring-memory.ts';
export type { ReaderTicket } from './reader-slots.ts';
export { borrowRecord, type RecordMemory, type RecordRef, type RecordSource } from './record.ts';
export { RingControl, type ReaderStats, type RingStats } from './ring-control.ts';
export { RingFollower } from './ring-follower.ts';
export { RingObserver } from './ring-observer.ts';
export { RingReader, type RingReaderOptions } from './ring-reader.ts';
export { RingWriter } from './ring-writer.ts';
export { MAX_PORTS } from './run-state-layout.ts';
export {
  RUN_STATE_LAYOUT,
  RunPhase,
  RunState,
  type CallbackStatus,
  type InputClaim,
  type PortCounters,
  type PortCounts,
  type ScheduleCounts,
} from './run-state.ts';
export {
  defaultSpinUsec,
  type AsyncWaitOptions,
  type CancelWord,
  type RingEndOptions,
  type WaitListener,
  type WaitOptions,
  type WaitOutcome,
} from './waiting.ts';
