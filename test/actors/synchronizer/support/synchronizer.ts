/** Synchronizers behind real actors, without a host. */
import type { Test } from 'tap';
import { SynchronizerActors } from '#src/actors/synchronizer/synchronizer-actors';
import type { SynchronizerKind } from '#src/actors/synchronizer/synchronizer-protocol';
import { createMailbox } from '#src/actors/synchronizer/mailbox-layout';
import { SecondaryClockSynchronizer } from '#src/api/clock-synchronizer';
import { FrequencyCounterSynchronizer } from '#src/api/counter-synchronizer';
import type { SynchronizerParts } from '#src/api/synchronizer';

/** What a synchronizer's owner heard. */
export interface Heard {
  readonly details: [number, number][];
  readonly offsets: number[];
  readonly warnings: string[];
  readonly crashes: string[];
}

export const COLLECTION_ID = '0198c0de-1234-7abc-8def-0123456789ab';

/** Owner of actors that are ended with the test. */
export function startOwner(t: Test): { readonly actors: SynchronizerActors; readonly heard: Heard } {
  const heard: Heard = { details: [], offsets: [], warnings: [], crashes: [] };
  const actors = new SynchronizerActors('module', {
    onDetails: (_id, strategies, toleranceUsec) => heard.details.push([strategies, toleranceUsec]),
    onOffset: (_id, offsetUsec) => heard.offsets.push(offsetUsec),
    onWarning: (message) => heard.warnings.push(message),
    onCrash: (error) => heard.crashes.push(error.code),
  });
  t.teardown(() => actors.closeAll());
  return { actors, heard };
}

/** A word that tells a run's end, not yet set. */
export function newStopWord(): SynchronizerParts['stopWord'] {
  return { words: new Int32Array(new SharedArrayBuffer(4)), index: 0 };
}

export async function openParts(
  actors: SynchronizerActors,
  synchronizer: SynchronizerKind,
  id = 'sync',
): Promise<SynchronizerParts> {
  const mailbox = createMailbox();
  await actors.open({ id, synchronizer, moduleName: 'module', collectionId: COLLECTION_ID }, mailbox);
  return { id, mailbox, stopWord: newStopWord() };
}

export async function openClock(
  actors: SynchronizerActors,
  expectedFrequencyHz = 0,
): Promise<SecondaryClockSynchronizer> {
  return new SecondaryClockSynchronizer(await openParts(actors, { kind: 'clock', expectedFrequencyHz }));
}

export async function openCounter(
  actors: SynchronizerActors,
  frequencyHz: number,
): Promise<FrequencyCounterSynchronizer> {
  return new FrequencyCounterSynchronizer(await openParts(actors, { kind: 'counter', frequencyHz }));
}
