/**
 * What can be counted of a process' ports: the process counts for itself, the host sees only its own
 * end of a connection.
 *
 * @module
 */
import type { MovedCounts } from '../../ipc/index.ts';
import { NO_COUNTS } from './module-counters.ts';
import type { PortCounter, PortMeter } from './port-meter.ts';

/** Counts what goes to a process. */
export interface SentCounter extends PortCounter {
  /** The process has stopped: it reads nothing of what is sent from now on. */
  noteStopped(): void;
}

/**
 * An input that an embedded module feeds: what the host has handed to iceoryx2 by the stop of the process counts as
 * read; the process itself says what it has left of that.
 */
export function sentCounter(moved: () => MovedCounts): SentCounter {
  let atStop: MovedCounts | undefined;
  return {
    counts: () => {
      const { items, bytes } = atStop ?? moved();
      return { ...NO_COUNTS, itemCount: items, byteCount: bytes };
    },
    latency: () => undefined,
    noteStopped: () => {
      atStop = moved();
    },
  };
}

/**
 * An output that feeds an embedded module.
 *
 * @param reader - meter of one input that it feeds: frames that are missing there never came
 */
export function receivedCounter(reader: PortMeter, moved: () => MovedCounts): PortCounter {
  return {
    counts: () => {
      const { items, bytes } = moved();
      const { indexGapCount } = reader.counts();
      return { ...NO_COUNTS, itemCount: items, byteCount: bytes, indexGapCount };
    },
    latency: () => undefined,
  };
}
