/**
 * Notices that the system asks this process to end.
 *
 * @module
 */
import type { NativeAddon } from '../addon/native-types.ts';

/** What {@link watchSignals} gives. */
export interface SignalWatch {
  /** Settles by the first SIGTERM or SIGINT. */
  readonly asked: Promise<void>;
  /** Idempotent. */
  close(): void;
}

/**
 * Watches for SIGTERM and SIGINT from any thread. Node's own way goes over the main thread, which a
 * module may hold for as long as it computes.
 */
export function watchSignals(native: NativeAddon): SignalWatch {
  let resolveAsked: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => {
    resolveAsked = resolve;
  });
  const watch = new native.SignalWatch(resolveAsked);
  return { asked, close: () => watch.close() };
}
