/**
 * The module thread's end of ports that live in it.
 *
 * @module
 */
import type { InputFeed, ItemWriter, ModuleHub } from '../../../port-placement.ts';
import type { CancelWord } from '../../../../shm/index.ts';
import type { NativeAddon, NativeHubWatch } from '../../addon/native-types.ts';
import { HubInput } from './hub-input.ts';
import { HubOutput } from './hub-output.ts';

/** Attaches the calling thread to the hub of its process. */
export function attachModuleHub(native: NativeAddon, hubId: number): ModuleHub {
  return new ThreadHub(native, hubId);
}

class ThreadHub implements ModuleHub {
  readonly #native: NativeAddon;
  readonly #hubId: number;
  readonly #inputs = new Set<InputFeed>();
  /** Fires when the helper has taken over what the inputs would have been woken for. */
  readonly #watch: NativeHubWatch;

  constructor(native: NativeAddon, hubId: number) {
    this.#native = native;
    this.#hubId = hubId;
    this.#watch = new native.HubWatch(hubId, () => {
      for (const input of this.#inputs) input.wake();
    });
  }

  openInput(port: number, ring: SharedArrayBuffer): InputFeed {
    const input: InputFeed = new HubInput({
      native: this.#native,
      hubId: this.#hubId,
      port,
      ring,
      onClose: () => this.#inputs.delete(input),
    });
    this.#inputs.add(input);
    return input;
  }

  openOutput(port: number, cancel: CancelWord, lateRoomMsec: number): ItemWriter {
    return new HubOutput({ native: this.#native, hubId: this.#hubId, port, cancel, lateRoomMsec });
  }

  close(): void {
    for (const input of this.#inputs) input.close();
    this.#watch.close();
  }
}
