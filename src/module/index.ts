/**
 * The module's thread: the supervisor's calls, the user's callbacks one after the other, items from the rings to
 * their consumers. All of it runs in the thread of the module's program.
 *
 * Knows actors, rings and data types; knows nothing of the objects that users hold, nor of the host.
 *
 * @module
 */
export type { AnyInputPort, AnyOutputPort, AnySynchronizer } from './any-port.ts';
export { PeriodicCalls, type PeriodicSource, type TickFunction } from './every-usec.ts';
export { Delivery } from './delivery.ts';
export { IndexGaps } from './index-gaps.ts';
export { ItemRoom } from './item-room.ts';
export { STALL_THRESHOLD_MSEC, openItemSource, type ItemSource } from './item-source.ts';
export type { LinkCallbacks } from './link-callbacks.ts';
export { PortConsumers } from './port-consumers.ts';
export { RunGate } from './run-gate.ts';
export { ModuleRuntime, type ModuleRuntimeParts } from './runtime.ts';
export { StampWriter } from './stamps.ts';
export { Throttle } from './throttle.ts';
export { waitFor, waitForData } from './waits.ts';
export { yieldToEventLoop } from './yield.ts';
