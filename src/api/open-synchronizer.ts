/**
 * Making the synchronizers of a module.
 *
 * @module
 */
import { createMailbox, type SynchronizerKind } from '../actors/index.ts';
import { SyntalosError, describeValue } from '../errors.ts';
import type { ModuleRuntime } from '../module/index.ts';
import { SecondaryClockSynchronizer, type ClockSynchronizerOptions } from './clock-synchronizer.ts';
import { FrequencyCounterSynchronizer, type CounterSynchronizerOptions } from './counter-synchronizer.ts';
import type { SynchronizerParts } from './synchronizer.ts';

/**
 * Makes a clock synchronizer of the run.
 *
 * @throws ERR_SYNTALOS_INVALID_ARGUMENT - for a frequency below 0
 * @throws ERR_SYNTALOS_INVALID_STATE - unless the module prepares or runs
 */
export async function openClockSynchronizer(
  runtime: ModuleRuntime,
  options: ClockSynchronizerOptions,
): Promise<SecondaryClockSynchronizer> {
  const { expectedFrequencyHz = 0, id } = options;
  if (!(Number.isFinite(expectedFrequencyHz) && expectedFrequencyHz >= 0)) {
    throw new SyntalosError(
      'ERR_SYNTALOS_INVALID_ARGUMENT',
      `Cannot make a clock synchronizer: expectedFrequencyHz is ${describeValue(expectedFrequencyHz)}, expected a number from 0`,
    );
  }
  const parts = await openParts(runtime, id, { kind: 'clock', expectedFrequencyHz });
  const synchronizer = new SecondaryClockSynchronizer(parts);
  runtime.synchronizers.add(synchronizer);
  return synchronizer;
}

/**
 * Makes a counter synchronizer of the run.
 *
 * @throws ERR_SYNTALOS_INVALID_STATE - unless the module prepares or runs
 */
export async function openCounterSynchronizer(
  runtime: ModuleRuntime,
  { frequencyHz, id }: CounterSynchronizerOptions,
): Promise<FrequencyCounterSynchronizer> {
  const parts = await openParts(runtime, id, { kind: 'counter', frequencyHz });
  const synchronizer = new FrequencyCounterSynchronizer(parts);
  runtime.synchronizers.add(synchronizer);
  return synchronizer;
}

async function openParts(
  runtime: ModuleRuntime,
  wantedId: string | undefined,
  synchronizer: SynchronizerKind,
): Promise<SynchronizerParts> {
  const id = wantedId === undefined || wantedId === '' ? runtime.instanceId : wantedId;
  const { run, runState } = runtime;
  if (run === undefined || runState.isStopRequested) {
    throw new SyntalosError(
      'ERR_SYNTALOS_INVALID_STATE',
      `Cannot make synchronizer "${id}" now: make it while the module prepares or runs, best in onPrepare`,
    );
  }
  const mailbox = createMailbox();
  const { moduleName, runUuid: collectionId } = run;
  await runtime.supervisor.openSynchronizer({ id, synchronizer, moduleName, collectionId }, mailbox);
  return { id, mailbox, stopWord: runState.stopWord };
}
