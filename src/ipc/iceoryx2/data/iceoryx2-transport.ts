/**
 * The transport between processes. A connected port has a thread that copies records between its ring and
 * iceoryx2, or lives in the module's own thread.
 *
 * @module
 */
import type { Environment } from '../../../environment.ts';
import { SyntalosError } from '../../../errors.ts';
import { RingControl, createRing } from '../../../shm/index.ts';
import type { PortLimits } from '../../messages.ts';
import type { PortPlacement } from '../../port-placement.ts';
import type { InputLink, InputTarget, OutputLink, OutputSource, Transport } from '../../transport.ts';
import { nodeOptions } from '../link-config.ts';
import type { DataServiceOptions, NativeAddon } from '../addon/native-types.ts';
import { HubLinks } from './module-thread/hub-links.ts';
import { PumpThread } from './pump-thread.ts';
import { outputChannel } from '../../output-channel.ts';
import { dataServiceNames } from '../service-names.ts';

/** Options of {@link createIceoryx2Transport}. */
export interface Iceoryx2TransportOptions {
  readonly native: NativeAddon;
  /** Of the module whose output ports these are. */
  readonly instanceId: string;
  readonly end: 'module' | 'master';
  readonly environment: Environment;
  /** `thread` by default, and where this Node can't do otherwise. */
  readonly placement?: PortPlacement;
}

/** Makes the transport between processes. */
export function createIceoryx2Transport(options: Iceoryx2TransportOptions): Transport {
  return new Iceoryx2Transport(options);
}

class Iceoryx2Transport implements Transport {
  readonly #options: Iceoryx2TransportOptions;
  readonly #pumps = new Set<PumpThread>();
  /** Of input ports by their ids: each keeps its ring for the module's life, as a ring of a run would stay in memory. */
  readonly #inputRings = new Map<string, SharedArrayBuffer>();
  /** Started ahead for the first port, as its thread takes as long to start as all the rest. */
  #spare: PumpThread | undefined;
  /** Ports in the module's own thread. */
  readonly #hub: HubLinks | undefined;
  #onFailure: (error: SyntalosError) => void = () => undefined;

  constructor(options: Iceoryx2TransportOptions) {
    this.#options = options;
    const { native, end, instanceId, environment } = options;
    if (options.placement === 'module' && native.canUseEventLoop()) {
      this.#hub = new HubLinks(native, nodeOptions(end, instanceId, environment, { cleansUp: false }));
    }
    // A module's start waits for its ports; a master's does not, and most have none.
    else if (end === 'module') this.#spare = new PumpThread(options.native);
  }

  onFailure(listener: (error: SyntalosError) => void): void {
    this.#onFailure = listener;
  }

  get threadIds(): readonly number[] {
    return [...this.#pumps].map((pump) => pump.threadId).filter((id) => id !== 0);
  }

  async openOutput(source: OutputSource): Promise<OutputLink> {
    const serviceOf = (limits: PortLimits): DataServiceOptions => ({
      ...dataServiceNames(this.#options.instanceId, outputChannel(source.portId)),
      ...limits,
    });
    if (this.#hub !== undefined) return this.#hub.openOutput(serviceOf, source.limits);
    const pump = await this.#openPump('output', serviceOf(source.limits), source.ring);
    return {
      attachment: {},
      preset: (limits) => pump.call({ kind: 'replace', service: serviceOf(limits) }),
      begin: () => pump.call({ kind: 'begin' }),
      get moved() {
        return pump.moved;
      },
      drain: async (limits) => {
        const left = await pump.drain(limits);
        // Of this run: the next one's receivers must not get it.
        if (left > 0) await pump.call({ kind: 'skip' });
        return left;
      },
      close: () => this.#closePump(pump),
    };
  }

  async openInput(target: InputTarget): Promise<InputLink> {
    const { portId, instanceId, channelId, limits } = target;
    const ring = this.#inputRingOf(portId);
    const service = { ...dataServiceNames(instanceId, channelId), ...limits };
    if (this.#hub !== undefined) return this.#hub.openInput(service, ring);
    const pump = await this.#openPump('input', service, ring);
    return {
      ring,
      begin: () => pump.call({ kind: 'begin' }),
      get moved() {
        return pump.moved;
      },
      drain: (limits) => pump.drain(limits),
      close: () => this.#closePump(pump),
    };
  }

  async close(): Promise<void> {
    const spare = this.#spare;
    this.#spare = undefined;
    this.#hub?.close();
    await Promise.all([spare?.close(), ...[...this.#pumps].map((pump) => this.#closePump(pump))]);
  }

  #inputRingOf(portId: string): SharedArrayBuffer {
    const known = this.#inputRings.get(portId);
    // A pump that died or was terminated has left it in the middle of something.
    if (known !== undefined && !RingControl.attach(known).hasWriter) return known;
    const ring = createRing();
    this.#inputRings.set(portId, ring);
    return ring;
  }

  async #openPump(
    direction: 'input' | 'output',
    service: DataServiceOptions,
    ring: SharedArrayBuffer,
  ): Promise<PumpThread> {
    const { native, end, instanceId, environment } = this.#options;
    const pump = this.#spare ?? new PumpThread(native);
    this.#spare = undefined;
    await pump.open(
      {
        direction,
        // The channel's node has cleaned up already; a thread's own would only look again.
        node: nodeOptions(end, instanceId, environment, { cleansUp: false }),
        service,
        ring,
      },
      (error) => this.#onFailure(error),
    );
    this.#pumps.add(pump);
    return pump;
  }

  async #closePump(pump: PumpThread): Promise<void> {
    this.#pumps.delete(pump);
    await pump.close();
  }
}
