/**
 * All ports of one module, as its supervisor runs them, and what is reported of them to the master.
 *
 * @module
 */
import {
  DEFAULT_PORT_LIMITS,
  PortAction,
  type DrainLimits,
  type HubPort,
  type Transport,
  type ModuleChannel,
} from '../../../ipc/index.ts';
import type { InputPortSpec, OutputPortSpec } from '../supervisor-protocol.ts';
import { SupervisedInput } from './supervised-input.ts';
import { SupervisedOutput } from './supervised-output.ts';
import type { UndrainedItems } from './undrained.ts';

/** Ports by direction and id. */
export class ModulePorts {
  readonly inputs: Map<string, SupervisedInput> = new Map();
  readonly outputs: Map<string, SupervisedOutput> = new Map();
  readonly #channel: ModuleChannel;
  readonly #transport: Transport;

  constructor(channel: ModuleChannel, transport: Transport) {
    this.#channel = channel;
    this.#transport = transport;
  }

  /** Id of an output in which the module's thread waits for room. */
  get heldOutput(): string | undefined {
    return [...this.outputs.values()].find(({ isHeldBack }) => isHeldBack)?.spec.id;
  }

  async addInput(spec: InputPortSpec): Promise<void> {
    const port = new SupervisedInput(spec, this.#transport);
    this.inputs.set(spec.id, port);
    await this.#channel.request({ kind: 'inputPortChange', ...port.change(PortAction.Add) });
  }

  async changeInput(spec: InputPortSpec): Promise<void> {
    const port = this.inputs.get(spec.id);
    if (port === undefined) return;
    port.spec = spec;
    await this.#channel.request({ kind: 'inputPortChange', ...port.change(PortAction.Change) });
  }

  async addOutput(spec: OutputPortSpec, ring: SharedArrayBuffer): Promise<HubPort | undefined> {
    const port = new SupervisedOutput(spec, ring, this.#transport);
    this.outputs.set(spec.id, port);
    const attachment = await port.open(DEFAULT_PORT_LIMITS);
    await this.#channel.request({ kind: 'outputPortChange', ...port.change(PortAction.Add) }, { attachment });
    return port.hubPort;
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
    if (port instanceof SupervisedInput) {
      await this.#channel.request({ kind: 'inputPortChange', ...port.change(PortAction.Remove) });
    } else {
      await this.#channel.request({ kind: 'outputPortChange', ...port.change(PortAction.Remove) });
    }
  }

  /**
   * Waits for items that are on their way: to the inputs until they were read, from the outputs
   * until they were sent.
   *
   * @returns the items of each port that was not done within the limits
   */
  async drain(direction: 'input' | 'output', limits: DrainLimits): Promise<readonly UndrainedItems[]> {
    const [ports, verb] =
      direction === 'input' ? ([this.inputs, 'read'] as const) : ([this.outputs, 'sent'] as const);
    const drained = await Promise.all(
      [...ports.values()].map(async (port) => ({
        portId: port.spec.id,
        count: await port.drain(limits),
        verb,
      })),
    );
    return drained.filter(({ count }) => count > 0);
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

  #all(): readonly (SupervisedInput | SupervisedOutput)[] {
    return [...this.outputs.values(), ...this.inputs.values()];
  }
}
