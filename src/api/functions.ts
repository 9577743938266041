/**
 * The functions of a module's program that need no link in hand: they act on the one that
 * `initLink` made.
 *
 * @module
 */
import { SyntalosError, describeValue } from '../errors.ts';
import { RunPhase } from '../shm/index.ts';
import { monotonicUsec } from '../timing/index.ts';
import { currentLink, currentOrEndedLink, findCurrentLink, print } from './current-link.ts';
import {
  PeriodicCalls,
  waitFor,
  waitForData,
  type PeriodicSource,
  type TickFunction,
} from '../module/index.ts';
import type { InputPort } from './input-port.ts';
import type { OutputPort } from './output-port.ts';

/** The input port of this id, or `undefined`. */
export function getInputPort(id: string): InputPort | undefined {
  return currentLink().link.getInputPort(id);
}

/** The output port of this id, or `undefined`. */
export function getOutputPort(id: string): OutputPort | undefined {
  return currentLink().link.getOutputPort(id);
}

/** True from the start of a run until its stop is requested; true to the moment in a busy loop, too. */
export function isRunning(): boolean {
  return currentOrEndedLink()?.runtime.isRunning ?? false;
}

/**
 * Reports to the host, and so to the report of the run, something that does not end the run. For built-in
 * modules: it is no part of the public API. Before `initLink` it goes to the standard error, as a log line.
 */
export function warnHost(text: string): void {
  const runtime = findCurrentLink()?.runtime;
  if (runtime === undefined) process.stderr.write(`${text}\n`);
  else runtime.warn(text);
}

/** As {@link SyntalosLink.awaitData}. */
export async function awaitData(timeoutUsec = -1): Promise<void> {
  await waitForData(currentLink().runtime, timeoutUsec);
}

/** Time since the start of the run in whole µs, up to the end of `onStop`; 0 outside a run. */
export function timeSinceStartUsec(): number {
  const runState = currentOrEndedLink()?.runtime.runState;
  return runState?.phase === RunPhase.running ? Math.trunc(monotonicUsec() - runState.startTimeUsec) : 0;
}

/** As {@link timeSinceStartUsec}, in whole ms. */
export function timeSinceStartMsec(): number {
  return Math.trunc(timeSinceStartUsec() / 1000);
}

/** Waits for `msec`; data and control go on meanwhile. Ends early when the run stops. */
export async function wait(msec: number): Promise<void> {
  await waitFor(currentOrEndedLink()?.runtime, msec);
}

/** Waits for `sec`; as {@link wait}. */
export async function waitSec(sec: number): Promise<void> {
  await waitFor(currentOrEndedLink()?.runtime, sec * 1000);
}

/**
 * Calls `callback` after `delayMsec`, in the order in which calls are due, while the run goes on.
 *
 * @returns what cancels the call
 * @throws ERR_SYNTALOS_INVALID_ARGUMENT - for a negative delay
 */
export function scheduleDelayedCall(delayMsec: number, callback: () => void | Promise<void>): Disposable {
  if (typeof (delayMsec as unknown) !== 'number' || !(delayMsec >= 0)) {
    throw new SyntalosError(
      'ERR_SYNTALOS_INVALID_ARGUMENT',
      `Cannot schedule a call: delay is ${describeValue(delayMsec)} ms, expected a number from 0`,
    );
  }
  if (typeof (callback as unknown) !== 'function') {
    throw new SyntalosError(
      'ERR_SYNTALOS_INVALID_ARGUMENT',
      `Cannot schedule a call: got ${describeValue(callback)}, expected a function`,
    );
  }
  return currentLink().runtime.scheduleDelayedCall(monotonicUsec() + delayMsec * 1000, callback);
}

/**
 * Calls `fn` every `periodUsec` from now on, until the run ends or the returned object is disposed of.
 *
 * Tick k is due at its start plus k periods, however late the ones before were: nothing adds up. A
 * tick whose time has passed when the next is due, too, is skipped and counted, never made up for.
 * What `fn` throws ends the run as the module's error.
 *
 * @param periodUsec - µs, at least 1; may be a fraction, such as `1e6 / 60`
 * @param fn - gets the tick's number and when it was due, µs since the start of the run; a returned
 *   promise is awaited before the next tick
 * @throws ERR_SYNTALOS_INVALID_STATE - outside a run: call it from `onStart` on
 * @throws ERR_SYNTALOS_INVALID_ARGUMENT - for a period below 1 µs or no function
 * @example
 * ```ts
 * link.onStart = () => {
 *   everyUsec(10_000, ({ dueUsec }) => port.submit({ lineId: 1, value: read(), timeUsec: dueUsec }));
 * };
 * ```
 */
export function everyUsec(periodUsec: number, fn: TickFunction): PeriodicSource {
  const { runtime } = currentLink();
  if (typeof (fn as unknown) !== 'function') {
    throw new SyntalosError(
      'ERR_SYNTALOS_INVALID_ARGUMENT',
      `Cannot call periodically: got ${describeValue(fn)}, expected a function`,
    );
  }
  const { phase } = runtime.runState;
  // In a run whose stop was requested before onStart came so far, no tick falls due: that is nobody's mistake.
  if (phase === RunPhase.idle || phase === RunPhase.preparing) {
    throw new SyntalosError(
      'ERR_SYNTALOS_INVALID_STATE',
      'Cannot call periodically now: no run goes on; call everyUsec() in onStart or later',
    );
  }
  const { startTimeUsec, runEpoch } = runtime.runState;
  return new PeriodicCalls(
    {
      nowUsec: () => monotonicUsec() - startTimeUsec,
      isRunning: () => runtime.isRunning && runtime.runState.runEpoch === runEpoch,
      callAt: (dueUsec, call, onLeft) => runtime.scheduleDelayedCall(startTimeUsec + dueUsec, call, onLeft),
      noteTicks: (due, skipped) => runtime.runState.addTicks(due, skipped),
      finish: (code) => runtime.userCode.finish(code),
    },
    periodUsec,
    fn,
  );
}

/**
 * Prints a line to the module's log: on the embedded host with the module's name before it, under Syntalos in its log.
 *
 * @param text - without a line break at its end
 */
export function println(text: string): void {
  print(text);
}

/**
 * Raises an error of the module: the run stops, and its verdict is INCOMPLETE. Returns at once.
 *
 * @param message - shown to the user; say what failed and what to do
 */
export function raiseError(message: string): void {
  const { runtime } = currentLink();
  const error = new SyntalosError('ERR_SYNTALOS_MODULE', message, {
    details: { module: runtime.instanceId },
  });
  runtime.userCode.reportError(error);
}
