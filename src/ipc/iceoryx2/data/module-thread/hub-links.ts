/**
 * The supervisor's end of ports that live in the module's own thread: it opens and closes them, and asks how far
 * they have come.
 *
 * @module
 */
import { RECORD_LAYOUT, RingControl } from '../../../../shm/index.ts';
import { DrainPatience, drained } from '../../../drain-patience.ts';
import { RECEIVER_BUFFER } from '../../../limits.ts';
import type { PortLimits } from '../../../messages.ts';
import type { DrainLimits, InputLink, MovedCounts, OutputLink } from '../../../transport.ts';
import type {
  DataServiceOptions,
  NativeAddon,
  NativeNodeOptions,
  NativePortHub,
} from '../../addon/native-types.ts';

/** The ports of one module process. */
export class HubLinks {
  readonly #native: NativeAddon;
  readonly #node: NativeNodeOptions;
  /** Made with the first port: it has a node of its own. */
  #opened: NativePortHub | undefined;

  constructor(native: NativeAddon, node: NativeNodeOptions) {
    this.#native = native;
    this.#node = node;
  }

  get #hub(): NativePortHub {
    return (this.#opened ??= new this.#native.PortHub(this.#node));
  }

  /** @param serviceOf - the port's services under the given limits */
  openOutput(serviceOf: (limits: PortLimits) => DataServiceOptions, limits: PortLimits): OutputLink {
    const hub = this.#hub;
    const port = hub.openOutlet(serviceOf(limits));
    let last: MovedCounts = { items: 0, bytes: 0 };
    let isOpen = true;
    return {
      attachment: {},
      hubPort: { hubId: hub.id, port },
      preset: (wanted) => attempt(() => hub.replaceOutlet(port, serviceOf(wanted))),
      begin: () => attempt(() => hub.welcome(port)),
      get moved() {
        if (isOpen) {
          const { records, bytes } = hub.outletProgress(port);
          last = { items: records, bytes };
        }
        return last;
      },
      get isHeldBack() {
        return isOpen && hub.outletProgress(port).waiting > 0;
      },
      drain: (drainLimits) => this.#drainOutput(port, drainLimits),
      close: () =>
        attempt(() => {
          isOpen = false;
          hub.closePort(port);
        }),
    };
  }

  openInput(service: DataServiceOptions, ring: SharedArrayBuffer): InputLink {
    const hub = this.#hub;
    const port = hub.openInlet(service);
    let last: MovedCounts = { items: 0, bytes: 0 };
    let isOpen = true;
    return {
      ring,
      hubPort: { hubId: hub.id, port },
      begin: () => attempt(() => hub.activateInlet(port)),
      get moved() {
        if (isOpen) {
          const { records, bytes } = hub.inletProgress(port);
          last = { items: records, bytes: bytes - records * RECORD_LAYOUT.recordHeaderBytes };
        }
        return last;
      },
      drain: (limits) => this.#drainInput(port, RingControl.attach(ring), service.maxSenders, limits),
      close: () =>
        attempt(() => {
          isOpen = false;
          hub.closePort(port);
        }),
    };
  }

  close(): void {
    this.#opened?.close();
  }

  /**
   * Waits until what was taken over is sent; returns how many items were not when a limit came first. Any other is sent
   * before its submit returns; only its event may be due.
   */
  async #drainOutput(port: number, limits: DrainLimits): Promise<number> {
    const hub = this.#hub;
    hub.announce(port);
    await drained(() => hub.backlogCount(port), limits);
    return hub.dropBacklog(port);
  }

  /** Waits until all that was sent so far was read; returns what was not when a limit came first. */
  async #drainInput(
    port: number,
    control: RingControl,
    maxSenders: number,
    limits: DrainLimits,
  ): Promise<number> {
    const patience = new DrainPatience(limits);
    const unread = (): number =>
      Math.max(0, ...control.stats().readers.map(({ unreadCount }) => unreadCount));
    const { records: first, waiting: waitingFirst } = this.#hub.inletProgress(port);
    // Where more comes all the time: as many as could wait outside of the ring when this began.
    const enough = first + waitingFirst + (RECEIVER_BUFFER + 1) * maxSenders;
    let last = -1;
    for (;;) {
      const { records, waiting } = this.#hub.inletProgress(port);
      const inRing = unread();
      // Whoever moves records publishes them a moment later: two looks alike make sure of that.
      const isDry = waiting === 0 && inRing === 0 && records === last;
      if (isDry || records - inRing >= enough) return 0;
      last = records - inRing;
      if (!(await patience.allows(last))) return waiting + inRing;
    }
  }
}

/** What a native call throws is a rejection. */
function attempt(action: () => void): Promise<void> {
  return new Promise((resolve) => {
    action();
    resolve();
  });
}
