/**
 * What the synchronizer benches share: a synchronizer behind its actor, without a host.
 *
 * @module
 */
import { SynchronizerActors } from '#src/actors/synchronizer/synchronizer-actors';
import { createMailbox } from '#src/actors/synchronizer/mailbox-layout';
import { SecondaryClockSynchronizer } from '#src/api/clock-synchronizer';

/** Offsets that are averaged over: what the figures of the issue are for. */
export const CALIBRATION_POINTS = 400;

/** Starts a clock synchronizer; `close` ends its thread. */
export async function openSynchronizer(): Promise<{
  readonly sync: SecondaryClockSynchronizer;
  readonly close: () => Promise<void>;
}> {
  const ignore = (): void => undefined;
  const actors = new SynchronizerActors('bench', {
    onDetails: ignore,
    onOffset: ignore,
    onWarning: ignore,
    onCrash: (error) => {
      throw error;
    },
  });
  const mailbox = createMailbox();
  await actors.open(
    { id: 'bench', synchronizer: { kind: 'clock' }, moduleName: 'bench', collectionId: '' },
    mailbox,
  );
  const stopWord = { words: new Int32Array(new SharedArrayBuffer(4)), index: 0 };
  const sync = new SecondaryClockSynchronizer({ id: 'bench', mailbox, stopWord });
  sync.setCalibrationPointsCount(CALIBRATION_POINTS);
  sync.start();
  return { sync, close: () => actors.closeAll() };
}
