/**
 * The logic of a synchronizer actor: does what a request asks with an aligner, and keeps its tsync file.
 *
 * @module
 */
import { SyntalosError } from '../../errors.ts';
import {
  FrequencyCounterAligner,
  SecondaryClockAligner,
  createSyncPointFile,
  type SyncCallbacks,
} from '../../timing/index.ts';
import { TimeSyncStrategy } from '../../types/index.ts';
import type { SynchronizerListener, SynchronizerSpec } from './synchronizer-protocol.ts';
import { Operation, StatusField } from './mailbox-layout.ts';
import type { MailboxServer } from './mailbox-server.ts';

/** Who hears of what a synchronizer does; never waited for. */
export type SyncReports = SynchronizerListener;

/** One synchronizer of a module, behind a mailbox. */
export class SynchronizerCore {
  readonly #spec: SynchronizerSpec;
  readonly #server: MailboxServer;
  readonly #reports: SyncReports;
  readonly #clock: SecondaryClockAligner | undefined;
  readonly #counter: FrequencyCounterAligner | undefined;
  readonly #aligner: SecondaryClockAligner | FrequencyCounterAligner;
  #detailsChanged = false;
  #started = false;
  #stopped = false;
  /** Where to write the tsync file once it starts; empty for none. */
  #tsyncPath = '';

  /** @throws `ERR_SYNTALOS_INVALID_ARGUMENT` for a frequency out of its range */
  constructor(spec: SynchronizerSpec, server: MailboxServer, reports: SyncReports) {
    this.#spec = spec;
    this.#server = server;
    this.#reports = reports;
    const callbacks: SyncCallbacks = {
      onReport: (offsetUsec) => reports.syncOffset(offsetUsec),
      onDetails: () => (this.#detailsChanged = true),
      onWarning: (message) => reports.syncWarning(`${message} (synchronizer "${spec.id}")`),
    };
    const { synchronizer } = spec;
    if (synchronizer.kind === 'clock') {
      const { expectedFrequencyHz = 0 } = synchronizer;
      this.#clock = new SecondaryClockAligner({ ...callbacks, expectedFrequencyHz });
      this.#aligner = this.#clock;
    } else {
      this.#counter = new FrequencyCounterAligner({ ...callbacks, frequencyHz: synchronizer.frequencyHz });
      this.#aligner = this.#counter;
    }
    this.#publish();
  }

  /**
   * Does what the mailbox asks for and answers. Only when a file is to be created, which takes the
   * thread's event loop, does it return a promise.
   */
  serve(): Promise<void> | undefined {
    try {
      const done = this.#perform();
      if (typeof done === 'boolean') {
        this.#answer(done);
        return undefined;
      }
      return done.then(
        (accepted) => this.#answer(accepted),
        (error: unknown) => this.#answerError(error),
      );
    } catch (error) {
      this.#answerError(error);
      return undefined;
    }
  }

  /** Ends the tsync file, if the module has not. */
  close(): void {
    if (this.#stopped) return;
    try {
      this.#stop();
    } catch (error) {
      this.#reports.syncWarning(error instanceof Error ? error.message : String(error));
    }
  }

  #perform(): boolean | Promise<boolean> {
    const server = this.#server;
    switch (server.operation) {
      case Operation.processPairs:
      case Operation.processBlock:
        if (!this.#started) return this.#start().then(() => this.#process());
        return this.#process();
      case Operation.setStrategies:
        return this.#aligner.setStrategies(server.argument(0));
      case Operation.setTolerance:
        return this.#aligner.setToleranceUsec(server.argument(0));
      case Operation.setCalibrationCount:
        return this.#clock === undefined
          ? this.#needCounter().setCalibrationBlocksCount(server.argument(0))
          : this.#clock.setCalibrationPointsCount(server.argument(0));
      case Operation.setFrequency:
        return this.#needClock().setExpectedClockFrequencyHz(server.argument(0));
      case Operation.setTsyncFile:
        return this.#nameTsyncFile(new TextDecoder().decode(server.data.bytes.slice(0, server.dataLength)));
      case Operation.setLastValidMaster: {
        const masterUsec = server.argument(0);
        this.#needCounter().lastValidMasterUsec = Number.isNaN(masterUsec) ? undefined : masterUsec;
        return true;
      }
      case Operation.start:
        return this.#start();
      case Operation.stop:
        this.#stop();
        return true;
      default:
        throw new SyntalosError(
          'ERR_SYNTALOS_INTERNAL',
          `Cannot serve a synchronizer: operation ${String(server.operation)} is unknown`,
        );
    }
  }

  #process(): boolean {
    const server = this.#server;
    const count = server.dataLength;
    if (server.operation === Operation.processBlock) {
      const indices = server.data.indices.subarray(0, count);
      this.#needCounter().process(server.argument(0), server.argument(1), server.argument(2), indices);
      return true;
    }
    const clock = this.#needClock();
    const { doubles } = server.data;
    // In place: the answer of pair i lies at i, where its own pair or an earlier one was.
    for (let i = 0; i < count; i++) doubles[i] = clock.process(doubles[2 * i]!, doubles[2 * i + 1]!);
    return true;
  }

  async #start(): Promise<boolean> {
    // A second start must not open, and so empty, the file again.
    if (this.#started) {
      if (this.#aligner.isCalibrated) return this.#aligner.start();
      this.#reports.syncWarning(`Cannot start synchronizer "${this.#spec.id}" again: it runs already`);
      return false;
    }
    await this.#openTsyncFile();
    this.#started = true;
    return this.#aligner.start();
  }

  #nameTsyncFile(path: string): boolean | Promise<boolean> {
    const bit = TimeSyncStrategy.WRITE_TSYNCFILE;
    const { strategies } = this.#aligner;
    const accepted = this.#aligner.setStrategies(path === '' ? strategies & ~bit : strategies | bit);
    if (!accepted) return false;
    this.#tsyncPath = path;
    if (!this.#started) return true;
    return this.#openTsyncFile().then(() => true);
  }

  async #openTsyncFile(): Promise<void> {
    const { moduleName, collectionId } = this.#spec;
    const { strategies, toleranceUsec } = this.#aligner;
    if ((strategies & TimeSyncStrategy.WRITE_TSYNCFILE) === 0) return;
    if (this.#tsyncPath === '') {
      this.#reports.syncWarning(
        `Synchronizer "${this.#spec.id}" writes no tsync file: name one with setTimeSyncBasename()`,
      );
      return;
    }
    this.#aligner.setTsync(
      await createSyncPointFile(this.#tsyncPath, { moduleName, collectionId, toleranceUsec }),
    );
  }

  #stop(): void {
    this.#stopped = true;
    this.#aligner.stop();
  }

  #answer(accepted: boolean): void {
    this.#publish();
    this.#server.answer(accepted);
  }

  #answerError(error: unknown): void {
    this.#publish();
    this.#server.answerError(error);
  }

  /** Sends changed settings, once per request, and lets the caller see figures without asking. */
  #publish(): void {
    const aligner = this.#aligner;
    if (this.#detailsChanged) {
      this.#detailsChanged = false;
      this.#reports.syncDetails(aligner.strategies, aligner.toleranceUsec);
    }
    const server = this.#server;
    server.setStatus(StatusField.isCalibrated, aligner.isCalibrated ? 1 : 0);
    server.setStatus(StatusField.correctionUsec, this.#clock?.correctionUsec ?? 0);
    server.setStatus(StatusField.indexOffset, this.#counter?.indexOffset ?? 0);
    server.setStatus(StatusField.expectedOffsetUsec, aligner.expectedOffsetUsec);
    server.setStatus(StatusField.toleranceUsec, aligner.toleranceUsec);
    server.setStatus(StatusField.strategies, aligner.strategies);
  }

  #needClock(): SecondaryClockAligner {
    if (this.#clock !== undefined) return this.#clock;
    throw new SyntalosError('ERR_SYNTALOS_INTERNAL', 'Cannot align pairs with a counter synchronizer');
  }

  #needCounter(): FrequencyCounterAligner {
    if (this.#counter !== undefined) return this.#counter;
    throw new SyntalosError('ERR_SYNTALOS_INTERNAL', 'Cannot align indices with a clock synchronizer');
  }
}
