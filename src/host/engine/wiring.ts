/**
 * Who feeds whom: the connections of a run, and what follows from them.
 *
 * @module
 */
import type { SyntalosError } from '../../errors.ts';
import { ModuleState } from '../../ipc/index.ts';
import { dataTypeName } from '../../types/index.ts';
import type { PortRef, ProjectConnection } from '../project/index.ts';
import type { RegisteredPort } from '../project-run.ts';
import { connectionErrors, readerErrors } from './check-connections.ts';
import type { InputSource } from './embedded-module.ts';
import { levelsOf } from './graph.ts';
import type { ModuleRecord, OutputRecord } from './module-record.ts';

/** The connections of one run. Modules are looked up in their records, which must have their ports by then. */
export class Wiring {
  readonly #records: ReadonlyMap<string, ModuleRecord>;
  /** Those of the project, and those that the caller adds once the ports are known. */
  #connections: readonly ProjectConnection[];

  constructor(records: ReadonlyMap<string, ModuleRecord>, connections: readonly ProjectConnection[]) {
    this.#records = records;
    this.#connections = connections;
  }

  get connections(): readonly ProjectConnection[] {
    return this.#connections;
  }

  /**
   * Adds connections, and checks all of them against the ports that are there.
   *
   * @returns what is wrong with them, see {@link connectionErrors}
   */
  complete(more: readonly ProjectConnection[]): readonly SyntalosError[] {
    this.#connections = [...this.#connections, ...more];
    return [...connectionErrors(this.#connections, this.#records), ...readerErrors(this.#connections)];
  }

  /** What is wrong with connections between modules that are there, though others could not be loaded. */
  errorsBetweenIdle(): readonly SyntalosError[] {
    const isIdle = ({ module }: PortRef): boolean => {
      const record = this.#records.get(module);
      return record?.state === ModuleState.Idle && record.errors.length === 0;
    };
    const known = this.#connections.filter(({ from, to }) => isIdle(from) && isIdle(to));
    return connectionErrors(known, this.#records);
  }

  /** Ids of modules in levels, sources first: see {@link levelsOf}. */
  levels(): readonly (readonly string[])[] {
    return levelsOf([...this.#records.keys()], this.#connections);
  }

  connectionsTo(moduleId: string): readonly ProjectConnection[] {
    return this.#connections.filter(({ to }) => to.module === moduleId);
  }

  /** Inputs that an output feeds. */
  readersOf({ module, port }: PortRef): readonly PortRef[] {
    return this.#connections
      .filter(({ from }) => from.module === module && from.port === port)
      .map(({ to }) => to);
  }

  outputOf({ module, port }: PortRef): OutputRecord | undefined {
    return this.#records.get(module)?.outputs.get(port);
  }

  /** The output that feeds an input, if it is connected. */
  sourceOf({ module, port }: PortRef): PortRef | undefined {
    return this.connectionsTo(module).find(({ to }) => to.port === port)?.from;
  }

  /** What feeds a module, by its ports, as far as it is known already. */
  sourcesOf(moduleId: string): Readonly<Record<string, InputSource>> {
    return Object.fromEntries(
      this.connectionsTo(moduleId).map(({ from, to }) => [
        to.port,
        {
          name: this.#records.get(from.module)?.module.name ?? from.module,
          dataType: this.outputOf(from)?.change.dataType,
        },
      ]),
    );
  }

  /** Every port that a module has registered. */
  ports(): readonly RegisteredPort[] {
    return [...this.#records.values()].flatMap(({ id, inputs, outputs }) => [
      ...[...inputs.values()].map((port) => registered(id, 'input', port)),
      ...[...outputs.values()].map(({ change }) => registered(id, 'output', change)),
    ]);
  }

  /**
   * Whether a module gives items without taking any: it has no inputs. One whose inputs are merely not
   * connected waits for items that never come.
   */
  isSource(moduleId: string): boolean {
    return this.#records.get(moduleId)?.inputs.size === 0;
  }

  /** Inputs that nothing feeds. */
  unconnectedInputs(): readonly PortRef[] {
    return [...this.#records.values()].flatMap(({ id, inputs }) =>
      [...inputs.keys()]
        .filter((port) => !this.connectionsTo(id).some(({ to }) => to.port === port))
        .map((port) => ({ module: id, port })),
    );
  }

  /** Whether nothing more can come: all sources have ended or are dormant. */
  get isDry(): boolean {
    const senders = [...this.#records.values()].filter(({ outputs }) => outputs.size > 0);
    const sources = senders.filter(({ id }) => this.isSource(id));
    const isDry = ({ state, hasEnded }: ModuleRecord): boolean => state === ModuleState.Dormant || hasEnded;
    // Where modules only feed each other in circles, one that ends is the one that kept them going.
    return sources.length > 0 ? sources.every(isDry) : senders.some(isDry);
  }
}

function registered(
  module: string,
  direction: 'input' | 'output',
  port: { readonly id: string; readonly dataType: number },
): RegisteredPort {
  return { module, port: port.id, direction, dataType: dataTypeName(port.dataType) };
}
