/**
 * Numbers of the user's callbacks in the run state, and their names in messages.
 *
 * @module
 */

/** What the module's thread may be doing; 0 is nothing of the user's. */
export const CallbackId = {
  None: 0,
  Prepare: 1,
  Start: 2,
  Stop: 3,
  SaveSettings: 4,
  LoadSettings: 5,
  ShowSettings: 6,
  ShowDisplay: 7,
  DelayedCall: 8,
  Event: 9,
  Run: 10,
  /** `onData` of the input port with index n is this plus n. */
  FirstInput: 32,
} as const;

/** What a `for await` loop over a port has on top of the id of the port's `onData`. */
export const LOOP_OFFSET = 0x1_0000;

const NAMES: Readonly<Record<number, string>> = {
  [CallbackId.Prepare]: 'prepare',
  [CallbackId.Start]: 'start',
  [CallbackId.Stop]: 'stop',
  [CallbackId.SaveSettings]: 'saveSettings',
  [CallbackId.LoadSettings]: 'loadSettings',
  [CallbackId.ShowSettings]: 'showSettings',
  [CallbackId.ShowDisplay]: 'showDisplay',
  [CallbackId.DelayedCall]: 'delayed call',
  [CallbackId.Event]: 'eventFn',
  [CallbackId.Run]: 'run',
};

/**
 * The name of a callback as its author knows it.
 *
 * @param inputIds - ids of the module's input ports, by index
 */
export function callbackName(callbackId: number, inputIds: readonly string[]): string {
  if (callbackId < CallbackId.FirstInput) return NAMES[callbackId] ?? `callback ${callbackId}`;
  const isLoop = callbackId >= LOOP_OFFSET;
  const port = inputIds[callbackId - CallbackId.FirstInput - (isLoop ? LOOP_OFFSET : 0)] ?? 'a port';
  return `${isLoop ? 'loop over' : 'onData of'} ${port}`;
}
