/**
 * The host's end of the page server.
 *
 * @module
 */
import type { Worker } from 'node:worker_threads';
import { endsWithin } from '../deadline.ts';
import { SyntalosError, messageOf } from '../errors.ts';
import { startThread } from '../threads/index.ts';
import type { FromView, ToView, ViewSetup } from './thread-messages.ts';
import { VIEW_THREAD } from './view-entry.ts';

/** How long the server may take to end, in ms: it gives pages a moment for what is left. */
const END_LIMIT_MSEC = 2_000;

/** What is to be heard of the server. */
export interface ViewListeners {
  /** Somebody who looks wants the run to end. */
  readonly onStop: () => void;
  /** From now on somebody looks at these outputs, as `module:port`, and at no others. */
  readonly onLook?: (outputs: readonly string[]) => void;
  /** The server is gone: the run goes on without it. */
  readonly onFailure: (message: string) => void;
}

/** A page server in a thread of its own. */
export class ViewThread {
  /** What to type into a browser. */
  readonly address: string;
  readonly #worker: Worker;
  readonly #ended: Promise<void>;

  private constructor(worker: Worker, ended: Promise<void>, address: string) {
    this.#worker = worker;
    this.#ended = ended;
    this.address = address;
  }

  /**
   * Starts the server; resolves once it listens.
   *
   * @throws ERR_SYNTALOS_INVALID_ARGUMENT - when it cannot listen where it should
   */
  static async start(setup: ViewSetup, { onStop, onLook, onFailure }: ViewListeners): Promise<ViewThread> {
    const worker = startThread(...VIEW_THREAD);
    const ended = new Promise<void>((resolve) => {
      worker.once('exit', () => resolve());
    });
    const address = await new Promise<string>((resolve, reject) => {
      worker.on('message', (message: FromView) => {
        if (message.kind === 'stop') onStop();
        else if (message.kind === 'look') onLook?.(message.outputs);
        else if (message.kind === 'listening') resolve(message.address);
        else reject(cannotListen(setup, message.message));
      });
      worker.on('error', (error) => {
        reject(error);
        onFailure(`The live page is gone: ${messageOf(error)}`);
      });
      worker.postMessage({ kind: 'serve', setup } satisfies ToView);
    });
    // The page holds neither the run nor the process.
    worker.unref();
    return new ViewThread(worker, ended, address);
  }

  /** Says something of the run to the server; a server that is gone does not hear it. */
  post(message: ToView): void {
    this.#worker.postMessage(message);
  }

  /** Ends the server, after pages have had what is left. */
  async close(): Promise<void> {
    this.#worker.ref();
    this.post({ kind: 'close' });
    if (!(await endsWithin(this.#ended, END_LIMIT_MSEC))) await this.#worker.terminate();
  }
}

function cannotListen({ host, port }: ViewSetup, reason: string): SyntalosError {
  const remedy = reason.includes('EADDRINUSE')
    ? 'choose another with --port, or 0 for any that is free'
    : reason.includes('EACCES')
      ? 'choose one above 1023 with --port'
      : 'choose an address of this machine with --host';
  return new SyntalosError(
    'ERR_SYNTALOS_INVALID_ARGUMENT',
    `Cannot show the run at ${host}, port ${port}: ${reason}; ${remedy}`,
  );
}
