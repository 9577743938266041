/**
 * What both synchronizers have in common: settings, life, and the way to their actor.
 *
 * @module
 */
import { MailboxClient, SyncOperation, SyncStatusField } from '../actors/index.ts';
import type { EdlDataset } from '../edl/index.ts';
import { SyntalosError, describeValue } from '../errors.ts';
import type { CancelWord } from '../shm/index.ts';

/** What the two synchronizers are made of. */
export interface SynchronizerParts {
  readonly id: string;
  readonly mailbox: SharedArrayBuffer;
  readonly stopWord: CancelWord;
}

const TSYNC_SUMMARY = 'Time synchronization points';

/**
 * A synchronizer's handle in the module's thread.
 *
 * The work is done by an actor in a thread of its own. Calls that return a value block this thread
 * until the actor has answered, usually some µs. They throw `ERR_SYNTALOS_ACTOR_CRASHED` where that
 * thread has died, `ERR_SYNTALOS_CANCELLED` where it does not answer and the run has been stopped, and
 * `ERR_SYNTALOS_CLOSED` after the run. Properties are those after the last call that was answered, and
 * cost no round trip.
 */
export abstract class Synchronizer {
  /** What the host shows the synchronizer as. */
  readonly id: string;
  /** @internal */
  protected readonly client: MailboxClient;
  #isClosed = false;

  /** @internal Synchronizers are made by the link. */
  protected constructor(kind: string, parts: SynchronizerParts) {
    this.id = parts.id;
    this.client = new MailboxClient(parts.mailbox, {
      label: `${kind} "${parts.id}"`,
      stopWord: parts.stopWord,
    });
  }

  /** Whether the expected offset is known; settings can no longer be changed then. */
  get isCalibrated(): boolean {
    return this.client.status(SyncStatusField.isCalibrated) !== 0;
  }

  /** Device time minus master time as found by calibration, µs; 0 before. */
  get expectedOffsetToMasterUsec(): number {
    return this.client.status(SyncStatusField.expectedOffsetUsec);
  }

  /** Deviations below this are left alone, µs. */
  get toleranceUsec(): number {
    return this.client.status(SyncStatusField.toleranceUsec);
  }

  /** Sum of `TimeSyncStrategy` bits that may be applied. */
  get strategies(): number {
    return this.client.status(SyncStatusField.strategies);
  }

  /**
   * Sets which `TimeSyncStrategy` bits may be applied. Default: shift forward and backward.
   *
   * @returns false, with a warning to the host, when it is calibrated already; so do all setters
   * @throws ERR_SYNTALOS_INVALID_ARGUMENT - for anything but a sum of those bits
   */
  setStrategies(strategies: number): boolean {
    return this.request(SyncOperation.setStrategies, 0, strategies);
  }

  /**
   * Sets the tolerance for deviations from the expected offset.
   *
   * @param toleranceUsec - whole µs, from 0
   */
  setToleranceUsec(toleranceUsec: number): boolean {
    return this.request(SyncOperation.setTolerance, 0, toleranceUsec);
  }

  /**
   * Names the tsync file to write, which {@link start} creates, and adds the strategy to write one.
   *
   * @param basename - name without extension; an empty one means no file
   * @param dataset - where the file goes: it is registered there as auxiliary data. Without one,
   *   `basename` is the path of the file, for the caller to register
   */
  setTimeSyncBasename(basename: string, dataset?: EdlDataset): boolean {
    if (typeof (basename as unknown) !== 'string') {
      throw new SyntalosError(
        'ERR_SYNTALOS_INVALID_ARGUMENT',
        `Cannot name the tsync file of synchronizer "${this.id}": got ${describeValue(basename)}, expected a text`,
      );
    }
    const name = basename === '' || basename.endsWith('.tsync') ? basename : `${basename}.tsync`;
    this.settle();
    // Once calibrated it is refused below, and must not be registered.
    const path =
      name === '' || dataset === undefined || this.isCalibrated
        ? name
        : dataset.addAuxFile(name, { summary: TSYNC_SUMMARY });
    const bytes = new TextEncoder().encode(path);
    this.client.data.bytes.set(bytes);
    return this.request(SyncOperation.setTsyncFile, bytes.byteLength);
  }

  /**
   * Prepares for the first times and creates the tsync file. The first call that processes anything
   * does it, too.
   *
   * @returns false, with a warning to the host, when it was started before
   * @throws ERR_SYNTALOS_STORAGE - when the tsync file cannot be created
   */
  start(): boolean {
    return this.request(SyncOperation.start);
  }

  /**
   * Writes the last entry of the tsync file and closes it; the end of the run does so, too.
   *
   * @throws ERR_SYNTALOS_STORAGE - when the file cannot be written
   */
  stop(): void {
    this.request(SyncOperation.stop);
  }

  /** @internal The run is over: ends the tsync file. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    // If the actor has died, that was reported already; if it is stuck, its owner ends it.
    if (this.client.isOpen) this.stop();
  }

  /** @internal Asks the actor, after all that was asked before. */
  protected request(operation: SyncOperation, dataLength = 0, argument = 0): boolean {
    this.settle();
    return this.client.call(operation, dataLength, argument);
  }

  /** @internal Blocks until nothing is under way. */
  protected abstract settle(): void;
}
