/**
 * Entry of the page server's thread.
 *
 * @module
 */
import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../errors.ts';
import { newToken } from './access.ts';
import { readAddressFile, writeAddressFile, type AddressFile } from './address-file.ts';
import type { FromView, ToView, ViewSetup } from './thread-messages.ts';
import { ViewServer } from './view-server.ts';

const setup = workerData as ViewSetup;
const { addressFolder } = setup;
const post = (message: FromView): void => parentPort?.postMessage(message);

const server = new ViewServer({
  ...setup,
  tokenOf,
  onStop: () => post({ kind: 'stop' }),
  onLook: (outputs) => post({ kind: 'look', outputs }),
});

try {
  await server.listen();
  keepAddress({ processId: process.pid, ...(setup.project === undefined ? {} : { project: setup.project }) });
  parentPort?.on('message', (message: ToView) => {
    if (message.kind === 'close') void end();
    else server.take(message);
  });
  post({ kind: 'listening', address: server.address });
} catch (error) {
  post({ kind: 'refused', message: messageOf(error) });
}

/** A page that the last run at this port has left open knows its token: so it takes the next one. */
function tokenOf(port: number): string {
  const known = addressFolder === undefined ? undefined : readAddressFile(addressFolder, port);
  return known?.token ?? newToken();
}

async function end(): Promise<void> {
  await server.close();
  keepAddress({});
  parentPort?.close();
}

/** Without a file, other programs do not find the run; it goes on. */
function keepAddress(details: Pick<AddressFile, 'processId' | 'project'>): void {
  if (addressFolder === undefined) return;
  try {
    writeAddressFile(addressFolder, server.port, {
      address: server.address,
      token: server.token,
      ...details,
    });
  } catch {
    // The folder is gone or full.
  }
}
