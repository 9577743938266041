/**
 * Feeds items into an input port of a module under test.
 *
 * @module
 */
import { SyntalosError, messageOf } from '../errors.ts';
import type { FedInput } from '../host/engine/index.ts';
import { DEFAULT_PORT_LIMITS, PortAction, PortPolicy, type InputPortChange } from '../ipc/index.ts';
import { RingControl, RingWriter, createRing, type PortCounts } from '../shm/index.ts';
import { canConnect, codecOf, dataTypeName, encode, type DataType } from '../types/index.ts';
import type { FeedJob } from './bench-protocol.ts';

/** Id of the module that seems to send the items. */
const SOURCE_ID = 'test';

/** The sending end of one connection. */
export class InputFeeder {
  readonly id: string;
  /** What the module is connected to. */
  readonly connection: FedInput;
  readonly #port: InputPortChange;
  readonly #encoded: readonly Uint8Array[];
  readonly #writer: RingWriter;
  readonly #control: RingControl;
  #fed = 0;

  /**
   * @throws `ERR_SYNTALOS_ITEM_TYPE` for an item that is none of the port, `ERR_SYNTALOS_PORT_TYPE_MISMATCH`
   *   for a stream of another type that does not convert
   */
  constructor(moduleId: string, port: InputPortChange, job: FeedJob) {
    this.id = port.id;
    this.#port = port;
    const dataType = job.dataType ?? (port.dataType as DataType);
    if (!canConnect(dataType, port.dataType as DataType)) {
      throw new SyntalosError(
        'ERR_SYNTALOS_PORT_TYPE_MISMATCH',
        `Cannot feed input "${port.id}": ${dataTypeName(dataType)} does not convert to ${dataTypeName(port.dataType)}`,
      );
    }
    codecOf(dataType);
    this.#encoded = job.items.map((item, index) => {
      try {
        return encode(dataType, item);
      } catch (cause) {
        throw new SyntalosError(
          'ERR_SYNTALOS_ITEM_TYPE',
          `Cannot feed item ${index} into input "${port.id}": ${messageOf(cause)}`,
          { cause, details: { port: port.id, index } },
        );
      }
    });
    const ring = createRing();
    this.#writer = RingWriter.claim(ring);
    this.#control = RingControl.attach(ring);
    this.connection = {
      connection: { from: { module: SOURCE_ID, port: port.id }, to: { module: moduleId, port: port.id } },
      source: {
        change: {
          action: PortAction.Add,
          id: port.id,
          title: port.title,
          dataType,
          metadata: job.metadata,
          limits: DEFAULT_PORT_LIMITS,
        },
        ring,
      },
    };
  }

  get fed(): number {
    return this.#fed;
  }

  get count(): number {
    return this.#encoded.length;
  }

  /** Sends what there is room for; answers whether there was any. */
  feed(): boolean {
    const from = this.#fed;
    while (this.#fed < this.#encoded.length && this.#writer.tryWrite(this.#encoded[this.#fed]!)) this.#fed++;
    return this.#fed > from;
  }

  /** Whether the module has dealt with everything, as far as its counters say. */
  isDone(counts: Pick<PortCounts, 'itemCount' | 'skippedCount'>, isUnclaimed: boolean): boolean {
    if (isUnclaimed) return true; // nobody takes what is left
    if (this.#fed < this.#encoded.length) return false;
    if (this.#port.policy === PortPolicy.Latest) return counts.itemCount + counts.skippedCount >= this.#fed;
    return this.#control.stats().readers.every(({ unreadCount }) => unreadCount === 0);
  }

  close(): void {
    this.#writer.close();
  }
}
