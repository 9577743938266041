/**
 * The live page of a run that goes on in another process of this user: finds it, and listens to it as a page does.
 *
 * @module
 */
import { readdirSync } from 'node:fs';
import { WebSocket } from 'ws';
import { SyntalosError, messageOf } from '../../errors.ts';
import { isProcessAlive } from '../../process-alive.ts';
import {
  VIEW_PROTOCOL,
  addressFolder,
  decodePicture,
  readAddressFile,
  type AddressFile,
  type ClientMessage,
  type Picture,
  type ServerMessage,
} from '../../view/index.ts';
import type { CliWorld } from '../world.ts';

/** How long a page's server has to say who it is, in ms. */
const HELLO_MSEC = 3_000;

/** What comes from a run: a message, or a picture of a frame. */
export type ViewNews = ServerMessage | Picture;

/** A run's page, listened to. */
export class RunningView {
  readonly #socket: WebSocket;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  /**
   * Connects with the run whose page is at a port; with the only one there is where none is named.
   *
   * @param onNews - gets all that comes, in its order
   * @param onGone - called once, when the page's server has ended
   * @throws ERR_SYNTALOS_INVALID_STATE - when there is no such run, or more than one
   */
  static async connect(
    world: Pick<CliWorld, 'environment'>,
    port: number | undefined,
    { onNews, onGone }: { readonly onNews: (news: ViewNews) => void; readonly onGone: () => void },
  ): Promise<RunningView> {
    const { address } = findView(world, port);
    const socket = new WebSocket(`${address.replace(/^http/, 'ws')}socket`);
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => fail('it does not answer'), HELLO_MSEC);
      const fail = (why: string): void => {
        clearTimeout(timer);
        socket.terminate();
        reject(
          new SyntalosError(
            'ERR_SYNTALOS_INVALID_STATE',
            `Cannot look at the run behind the page at port ${new URL(address).port}: ${why}`,
          ),
        );
      };
      socket.on('error', (error) => fail(messageOf(error)));
      socket.on('close', (code, reason) => {
        fail(reason.toString() || `it closed the connection (${code})`);
        onGone();
      });
      socket.on('message', (data, isBinary) => {
        const bytes = new Uint8Array(data as Buffer);
        const news = isBinary
          ? decodePicture(bytes.buffer)
          : (JSON.parse(new TextDecoder().decode(bytes)) as ServerMessage);
        if (news.kind !== 'hello') {
          onNews(news);
        } else if (news.protocol === VIEW_PROTOCOL) {
          clearTimeout(timer);
          resolve();
        } else {
          fail(`it is of syntalos-mlink ${news.version}: use the command of that version`);
        }
      });
    });
    return new RunningView(socket);
  }

  say(message: ClientMessage): void {
    this.#socket.send(JSON.stringify(message));
  }

  close(): void {
    this.#socket.close();
  }
}

function findView(world: Pick<CliWorld, 'environment'>, port: number | undefined): AddressFile {
  const views = viewsOf(world).filter((view) => port === undefined || view.port === port);
  const [first, ...others] = views;
  if (first === undefined) {
    const where = port === undefined ? '' : ` at port ${port}`;
    throw new SyntalosError(
      'ERR_SYNTALOS_INVALID_STATE',
      `Cannot find a run with a live page${where}: start one by "syntalos-mlink run <project> --view"${port === undefined ? '' : ', or leave --port out'}`,
    );
  }
  if (others.length > 0) {
    const list = views.map(({ port, file }) => `  --port ${port}  ${file.project ?? ''}`.trimEnd());
    throw new SyntalosError(
      'ERR_SYNTALOS_INVALID_STATE',
      `Cannot tell which run is meant, there are ${views.length}; name one:\n${list.join('\n')}`,
    );
  }
  return first.file;
}

/** Pages whose process lives. */
function viewsOf({ environment }: Pick<CliWorld, 'environment'>): { port: number; file: AddressFile }[] {
  const folder = addressFolder(environment);
  if (folder === undefined) return [];
  return readdirSync(folder)
    .flatMap((name) => {
      const port = Number(/^view-(\d+)\.json$/.exec(name)?.[1] ?? NaN);
      const file = Number.isNaN(port) ? undefined : readAddressFile(folder, port);
      return file?.processId !== undefined && isProcessAlive(file.processId) ? [{ port, file }] : [];
    })
    .sort((a, b) => a.port - b.port);
}
