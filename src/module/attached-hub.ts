/**
 * The hub of a module process' ports, once the module's thread has a port of it.
 *
 * @module
 */
import type { ReaderClaim } from '../actors/index.ts';
import { openModuleHub, type HubPort, type ItemWriter, type ModuleHub } from '../ipc/index.ts';
import type { CancelWord } from '../shm/index.ts';
import type { DataType } from '../types/index.ts';
import type { AnyInputPort } from './any-port.ts';
import { LATE_ROOM_MSEC } from './run-gate.ts';

/** The far end of an input port, as the module's thread sees it. */
export interface InputConnection {
  readonly ring: SharedArrayBuffer;
  /** Data type of what is in the ring; 0: the port's own. */
  readonly sourceType: DataType | 0;
  /** Set if this thread is to fill the ring. */
  readonly hubPort: HubPort | undefined;
}

/** Attaches the thread at its first port. */
export class AttachedHub {
  #hub: Promise<ModuleHub> | undefined;

  /** @throws ERR_SYNTALOS_PORT_TYPE_MISMATCH - when items of the source do not convert */
  async connect(port: AnyInputPort, { ring, sourceType, hubPort }: InputConnection): Promise<ReaderClaim> {
    if (hubPort === undefined) return port.connect(ring, sourceType);
    const hub = await this.#of(hubPort);
    return port.connect(ring, sourceType, () => hub.openInput(hubPort.port, ring));
  }

  /** @param cancel - nonzero once the run's stop is requested */
  async openOutput(hubPort: HubPort, cancel: CancelWord): Promise<ItemWriter> {
    return (await this.#of(hubPort)).openOutput(hubPort.port, cancel, LATE_ROOM_MSEC);
  }

  async close(): Promise<void> {
    (await this.#hub)?.close();
  }

  #of({ hubId }: HubPort): Promise<ModuleHub> {
    return (this.#hub ??= openModuleHub(hubId));
  }
}
