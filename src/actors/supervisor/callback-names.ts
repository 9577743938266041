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
  return `onData of ${inputIds[callbackId - CallbackId.FirstInput] ?? 'a port'}`;
}
