/**
 * All ports of one module, as its supervisor runs them, and what the master is told of them.
 *
 * @module
 */
import {
  DEFAULT_PORT_LIMITS,
  PortAction,
  type SettleLimits,
  type Transport,
  type WorkerChannel,
} from '../../../ipc/index.ts';
import type { InputPortSpec, OutputPortSpec } from '../supervisor-protocol.ts';
import { InputPortActor } from './supervised-input.ts';
import { OutputPortActor } from './supervised-output.ts';
import { unsettledText } from './unsettled.ts';

/** Ports by direction and id. */
export class ModulePorts {
  readonly inputs: Map<string, InputPortActor> = new Map();
  readonly outputs: Map<string, OutputPortActor> = new Map();
  readonly #channel: WorkerChannel;
  readonly #transport: Transport;

  constructor(channel: WorkerChannel, transport: Transport) {
    this.#channel = channel;
    this.#transport = transport;
  }

  async addInput(spec: InputPortSpec): Promise<void> {
    const port = new InputPortActor(spec, this.#transport);
    this.inputs.set(spec.id, port);
    await this.#channel.request({ kind: 'inputPortChange', ...port.change(PortAction.Add) });
  }

  async changeInput(spec: InputPortSpec): Promise<void> {
    const port = this.inputs.get(spec.id);
    if (port === undefined) return;
    port.spec = spec;
    await this.#channel.request({ kind: 'inputPortChange', ...port.change(PortAction.Change) });
  }

  async addOutput(spec: OutputPortSpec, ring: SharedArrayBuffer): Promise<void> {
    const port = new OutputPortActor(spec, ring, this.#transport);
    this.outputs.set(spec.id, port);
    const attachment = await port.open(DEFAULT_PORT_LIMITS);
    await this.#channel.request({ kind: 'outputPortChange', ...port.change(PortAction.Add) }, { attachment });
  }

  async changeOutput(spec: OutputPortSpec): Promise<void> {
    const port = this.outputs.get(spec.id);
    if (port === undefined) return;
    port.spec = spec;
    await this.#channel.request({ kind: 'outputPortChange', ...port.change(PortAction.Change) });
  }

  async remove(direction: 'input' | 'output', portId: string): Promise<void> {
    const ports = direction === 'input' ? this.inputs : this.outputs;
    const port = ports.get(portId);
    if (port === undefined) return;
    ports.delete(portId);
    await port.dispose();
    if (port instanceof InputPortActor) {
      await this.#channel.request({ kind: 'inputPortChange', ...port.change(PortAction.Remove) });
    } else {
      await this.#channel.request({ kind: 'outputPortChange', ...port.change(PortAction.Remove) });
    }
  }

  /**
   * Waits for items that are on their way: to the inputs until they were read, from the outputs
   * until they were sent.
   *
   * @returns a text for each port that was not done within the limits
   */
  async settle(direction: 'input' | 'output', limits: SettleLimits): Promise<readonly string[]> {
    const begin = performance.now();
    const [ports, verb] =
      direction === 'input' ? ([this.inputs, 'read'] as const) : ([this.outputs, 'sent'] as const);
    const texts = await Promise.all(
      [...ports.values()].map(async (port) => {
        const left = await port.settle(limits);
        const items = { portId: port.spec.id, count: left, verb };
        return left === 0 ? [] : [unsettledText(items, Math.round(performance.now() - begin))];
      }),
    );
    return texts.flat();
  }

  /** Wakes the module's thread if it waits for items or for room. */
  interrupt(): void {
    for (const port of this.#all()) port.interrupt();
  }

  /** The module's thread is dead. */
  abandon(): void {
    for (const port of this.#all()) port.abandon();
  }

  async dispose(): Promise<void> {
    for (const port of this.#all()) await port.dispose();
  }

  #all(): readonly (InputPortActor | OutputPortActor)[] {
    return [...this.outputs.values(), ...this.inputs.values()];
  }
}
