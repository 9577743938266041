/**
 * Counters of a connected port, seen from the host.
 *
 * @module
 */
import { PortPolicy } from '../../ipc/index.ts';
import {
  RECORD_LAYOUT,
  type InputClaim,
  type LatencySummary,
  type PortCounts,
  type RingStats,
} from '../../shm/index.ts';
import { dataTypeName } from '../../types/index.ts';
import { formatPortRef, type PortRef, type ProjectConnection } from '../project/index.ts';
import type { InputPortReport, OutputPortReport, PortProgress, PortReport } from '../report/index.ts';
import { STALL_THRESHOLD_MSEC } from '../../module/index.ts';
import type { ModuleRecord } from './module-record.ts';

/** Rates are over at least this time. */
const RATE_WINDOW_MSEC = 900;

/** Where a meter finds what a port has counted. */
export interface PortCounter {
  counts(): PortCounts;
  /** Of an input, from submit to delivery; undefined if nothing was measured. */
  latency(): LatencySummary | undefined;
  /** Of an input of an embedded module: whether somebody takes its items. */
  claim?(): InputClaim;
}

/** A ring as its meters see it: one of this process, or what another machine says of its own. */
export interface RingCounter {
  stats(): Pick<RingStats, 'writtenSequence' | 'capacityBytes' | 'readers'>;
  countSince(startSequence: number, near: number): number;
}

/** Reads the counters of one port. */
export class PortMeter {
  readonly ref: PortRef;
  readonly direction: 'input' | 'output';
  readonly #record: ModuleRecord;
  readonly #counter: PortCounter;
  readonly #connection: ProjectConnection | undefined;
  #startSequence = 0;
  #control: RingCounter | undefined;
  #rate = 0;
  #rateSince = { timeMsec: 0, items: 0 };

  /** @param connection - what feeds an input */
  constructor(
    record: ModuleRecord,
    port: { readonly id: string; readonly direction: 'input' | 'output' },
    counter: PortCounter,
    connection?: ProjectConnection,
  ) {
    this.ref = { module: record.id, port: port.id };
    this.direction = port.direction;
    this.#record = record;
    this.#counter = counter;
    this.#connection = connection;
  }

  /** The port's ring for the coming run: counts from what is written in it by now. */
  begin(ring: RingCounter): void {
    this.#control = ring;
    this.#startSequence = this.#control.stats().writtenSequence;
    this.#rate = 0;
    this.#rateSince = { timeMsec: 0, items: 0 };
  }

  /** Items written into the port's ring since {@link begin}. */
  get written(): number {
    if (this.#control === undefined) return 0;
    // The ring counts modulo 2^32, the port's counters do not, but may be behind.
    const { itemCount, skippedCount } = this.#counter.counts();
    const unclaimedCount = this.#counter.claim?.().unclaimedCount ?? 0;
    return this.#control.countSince(this.#startSequence, itemCount + skippedCount + unclaimedCount);
  }

  /** What the port has counted by now. */
  counts(): PortCounts {
    return this.#counter.counts();
  }

  /** Input: items written for it and neither read nor passed over by now. */
  get unread(): number {
    if (this.direction === 'output' || this.#connection === undefined) return 0;
    if (this.policy === 'latest') return 0;
    const { itemCount, skippedCount } = this.#counter.counts();
    return Math.max(0, this.written - itemCount - skippedCount);
  }

  /** Whether a module that is to stop may still take what is unread: not what nobody takes. */
  get isAwaited(): boolean {
    const claim = this.#counter.claim?.();
    if (claim === undefined) return this.unread > 0;
    return !claim.isUnclaimed && this.unread > claim.unclaimedCount;
  }

  /** Of an input: how it treats items that its module is too slow for. */
  get policy(): 'block' | 'latest' {
    return this.#record.inputs.get(this.ref.port)?.policy === PortPolicy.Latest ? 'latest' : 'block';
  }

  /** Of an input, from submit to delivery by now; undefined if nothing was measured. */
  latency(): LatencySummary | undefined {
    return this.#counter.latency();
  }

  /** Input: share of the ring that its unread items take, 0 to 1, by the mean size of those it has read. */
  get fullness(): number {
    const { unread } = this;
    if (unread === 0 || this.#control === undefined) return 0;
    const { capacityBytes, readers } = this.#control.stats();
    const { itemCount, byteCount } = this.#counter.counts();
    const bytes =
      itemCount > 0
        ? unread * (byteCount / itemCount + RECORD_LAYOUT.recordHeaderBytes)
        : Math.max(0, ...readers.map(({ unreadBytes }) => unreadBytes));
    return Math.min(1, bytes / capacityBytes);
  }

  get #dataType(): string {
    const { inputs, outputs } = this.#record;
    const change =
      this.direction === 'input' ? inputs.get(this.ref.port) : outputs.get(this.ref.port)?.change;
    return typeNameOf(change?.dataType);
  }

  /** @param nowMsec - on any steady clock */
  progress(nowMsec: number, readers: readonly PortMeter[]): PortProgress {
    const isInput = this.direction === 'input';
    const counts = this.#counter.counts();
    const items = isInput ? counts.itemCount : this.written;
    const elapsedMsec = nowMsec - this.#rateSince.timeMsec;
    if (elapsedMsec >= RATE_WINDOW_MSEC) {
      this.#rate = ((items - this.#rateSince.items) * 1000) / elapsedMsec;
      this.#rateSince = { timeMsec: nowMsec, items };
    }
    return {
      module: this.ref.module,
      id: this.ref.port,
      direction: this.direction,
      dataType: this.#dataType,
      items,
      itemsPerSec: this.#rate,
      inFlight: isInput ? this.unread : Math.max(0, ...readers.map((reader) => reader.unread)),
      heldBack: isInput ? 0 : counts.heldBackCount,
      skipped: isInput ? counts.skippedCount : 0,
    };
  }

  /** @param durationMsec - of the run */
  report(durationMsec: number): PortReport {
    return this.direction === 'input' ? this.#inputReport(durationMsec) : this.#outputReport(durationMsec);
  }

  #inputReport(durationMsec: number): InputPortReport {
    const counts = this.#counter.counts();
    const latency = this.#counter.latency();
    return {
      direction: 'input',
      module: this.ref.module,
      id: this.ref.port,
      dataType: this.#dataType,
      bytes: counts.byteCount,
      itemsPerSec: perSecond(counts.itemCount, durationMsec),
      indexGaps: counts.indexGapCount,
      stalls: {
        count: counts.stallCount,
        longestMsec: counts.longestPauseMsec,
        thresholdMsec: STALL_THRESHOLD_MSEC,
      },
      policy: this.policy,
      ...(this.#connection === undefined ? {} : { source: formatPortRef(this.#connection.from) }),
      read: counts.itemCount,
      unread: this.unread,
      skipped: counts.skippedCount,
      throttleItemsPerSec: this.#record.inputs.get(this.ref.port)?.throttleItemsPerSec ?? 0,
      ...(latency === undefined ? {} : { latency }),
    };
  }

  #outputReport(durationMsec: number): OutputPortReport {
    const counts = this.#counter.counts();
    return {
      direction: 'output',
      module: this.ref.module,
      id: this.ref.port,
      dataType: this.#dataType,
      bytes: counts.byteCount,
      itemsPerSec: perSecond(this.written, durationMsec),
      indexGaps: counts.indexGapCount,
      stalls: {
        count: counts.stallCount,
        longestMsec: counts.longestPauseMsec,
        thresholdMsec: STALL_THRESHOLD_MSEC,
      },
      written: this.written,
      heldBack: { count: counts.heldBackCount, totalUsec: counts.heldBackUsec },
    };
  }
}

function perSecond(items: number, durationMsec: number): number {
  return durationMsec > 0 ? (items * 1000) / durationMsec : 0;
}

/** The name of a port's type; before it is known, that it is not. */
export function typeNameOf(dataType: number | undefined): string {
  return dataType === undefined ? 'unknown' : dataTypeName(dataType);
}
