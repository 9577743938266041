/**
 * The hub of a module process' ports, once the module's thread has a port of it.
 *
 * @module
 */
import { openModuleHub, type HubPort, type ModuleHub } from '../ipc/index.ts';

/** Attaches the thread at its first port. */
export class AttachedHub {
  #hub: Promise<ModuleHub> | undefined;

  of({ hubId }: HubPort): Promise<ModuleHub> {
    return (this.#hub ??= openModuleHub(hubId));
  }

  async close(): Promise<void> {
    (await this.#hub)?.close();
  }
}
