/**
 * The functions of a module's program that need no link in hand: they act on the one that
 * `initLink` made.
 *
 * @module
 */
import { SyntalosError, describeValue, toErrorRecord } from '../errors.ts';
import { RunPhase } from '../shm/index.ts';
import { monotonicUsec } from '../timing/index.ts';
import { currentLink, print } from './current-link.ts';
import type { InputPort } from './input-port.ts';
import type { OutputPort } from './output-port.ts';
import { waitFor, waitForData } from './waits.ts';

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
  return currentLink().runtime.isRunning;
}

/** As {@link SyntalosLink.awaitData}. */
export async function awaitData(timeoutUsec = -1): Promise<void> {
  await waitForData(currentLink().runtime, timeoutUsec);
}

/** Time since the start of the run in whole µs, up to the end of `onStop`; 0 outside a run. */
export function timeSinceStartUsec(): number {
  const { runState } = currentLink().runtime;
  return runState.phase === RunPhase.running ? Math.trunc(monotonicUsec() - runState.startTimeUsec) : 0;
}

/** As {@link timeSinceStartUsec}, in whole ms. */
export function timeSinceStartMsec(): number {
  return Math.trunc(timeSinceStartUsec() / 1000);
}

/** Waits for `msec`; data and control go on meanwhile. Ends early when the run stops. */
export async function wait(msec: number): Promise<void> {
  await waitFor(currentLink().runtime, msec);
}

/** Waits for `sec`; as {@link wait}. */
export async function waitSec(sec: number): Promise<void> {
  await waitFor(currentLink().runtime, sec * 1000);
}

/**
 * Calls `callback` after `delayMsec`, in the order in which calls are due, while the run goes on.
 *
 * @returns what cancels the call
 * @throws `ERR_SYNTALOS_INVALID_ARGUMENT` for a negative delay
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

/** Prints a line to the module's log. */
export function println(text: string): void {
  print(text);
}

/** Raises an error of the module, which ends the run. */
export function raiseError(message: string): void {
  const { runtime } = currentLink();
  const error = new SyntalosError('ERR_SYNTALOS_MODULE', message, {
    details: { module: runtime.instanceId },
  });
  runtime.tell(runtime.supervisor.raiseError(toErrorRecord(error), ''));
}
