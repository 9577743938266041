/**
 * Entry of the page server's thread.
 *
 * @module
 */
import { parentPort } from 'node:worker_threads';
import { messageOf } from '../errors.ts';
import { newToken } from './access.ts';
import { readAddressFile, writeAddressFile, type AddressFile } from './address-file.ts';
import type { FromView, ToView, ViewSetup } from './thread-messages.ts';
import { ViewServer } from './view-server.ts';

const post = (message: FromView): void => parentPort?.postMessage(message);

/** What this thread serves, once the host has said it. */
let page: PageServer | undefined;

parentPort?.on('message', (message: ToView) => {
  if (message.kind === 'serve') {
    page = new PageServer(message.setup);
    void page.open();
  } else if (message.kind === 'close') void page?.close();
  else page?.server.take(message);
});

/** A server, and the file that says where it is. */
class PageServer {
  readonly server: ViewServer;
  readonly #setup: ViewSetup;

  constructor(setup: ViewSetup) {
    this.#setup = setup;
    this.server = new ViewServer({
      ...setup,
      tokenOf: (port) => this.#tokenOf(port),
      onStop: () => post({ kind: 'stop' }),
      onLook: (outputs) => post({ kind: 'look', outputs }),
    });
  }

  async open(): Promise<void> {
    const { project } = this.#setup;
    try {
      await this.server.listen();
      this.#keepAddress({ processId: process.pid, ...(project === undefined ? {} : { project }) });
      post({ kind: 'listening', address: this.server.address });
    } catch (error) {
      post({ kind: 'refused', message: messageOf(error) });
      parentPort?.close();
    }
  }

  async close(): Promise<void> {
    await this.server.close();
    this.#keepAddress({});
    parentPort?.close();
  }

  /** A page that the last run at this port has left open knows its token: so it takes the next one. */
  #tokenOf(port: number): string {
    const { addressFolder } = this.#setup;
    const known = addressFolder === undefined ? undefined : readAddressFile(addressFolder, port);
    return known?.token ?? newToken();
  }

  /** Without a file, other programs do not find the run; it goes on. */
  #keepAddress(details: Pick<AddressFile, 'processId' | 'project'>): void {
    const { addressFolder } = this.#setup;
    if (addressFolder === undefined) return;
    const { address, port, token } = this.server;
    try {
      writeAddressFile(addressFolder, port, { address, token, ...details });
    } catch {
      // The folder is gone or full.
    }
  }
}
