/**
 * The live page of a run, as the commands have it.
 *
 * @module
 */
import { spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SyntalosError } from '../errors.ts';
import type { LogLine, Project, ProjectRun, RunReport } from '../host/index.ts';
import { RunRelay, ViewThread, addressFolder, isLoopback } from '../view/index.ts';
import type { CliWorld } from './world.ts';

/** Port of the page where none is asked for; any other where it is taken. */
export const DEFAULT_VIEW_PORT = 8017;
const DEFAULT_VIEW_HOST = '127.0.0.1';

/** What a user says about the page. */
export interface LiveViewOptions {
  readonly port?: number;
  readonly host?: string;
  /** Opens the page in the browser. */
  readonly open: boolean;
}

/** What the page reports to the command. */
export interface LiveViewListeners {
  readonly onStop: () => void;
  readonly onFailure: (message: string) => void;
}

/** The page of a command: it serves the command's runs, one after the other. */
export class LiveView {
  readonly address: string;
  readonly #thread: ViewThread;
  readonly #relay: RunRelay;
  readonly #far: string;
  readonly #openFile: string | undefined;

  private constructor(
    thread: ViewThread,
    { far, openFile }: { readonly far: string; readonly openFile: string | undefined },
  ) {
    this.address = thread.address;
    this.#thread = thread;
    this.#relay = new RunRelay(thread);
    this.#far = far;
    this.#openFile = openFile;
  }

  /**
   * Starts the page's server, says where it is, and opens it if that is wanted.
   *
   * @param projectFile - path of the project, for who looks for its run
   * @throws ERR_SYNTALOS_INVALID_ARGUMENT - when it cannot listen where it should
   */
  static async start(
    projectFile: string | undefined,
    options: LiveViewOptions,
    { world, ...listeners }: LiveViewListeners & { readonly world: CliWorld },
  ): Promise<LiveView> {
    const folder = addressFolder(world.environment);
    const host = options.host ?? DEFAULT_VIEW_HOST;
    const thread = await ViewThread.start(
      {
        host,
        port: options.port ?? DEFAULT_VIEW_PORT,
        mayMove: options.port === undefined,
        version: world.version,
        ...(folder === undefined ? {} : { addressFolder: folder }),
        ...(projectFile === undefined ? {} : { project: projectFile }),
      },
      { ...listeners, onLook: (outputs) => view.#relay.look(outputs) },
    );
    const view = new LiveView(thread, {
      far: isLoopback(host) ? '' : ' (whoever has this address can look at the run and stop it)',
      openFile: options.open ? openPage(thread.address, folder, world) : undefined,
    });
    view.sayWhere(world);
    return view;
  }

  /** Writes the address. */
  sayWhere(world: CliWorld): void {
    world.stderr.write(`Live page: ${this.address}${this.#far}\n`);
  }

  begin(project: Pick<Project, 'name'>): void {
    this.#relay.begin(project.name);
  }

  /** There is no run: the project is wrong. */
  refuse(message: string): void {
    this.#relay.refuse(message);
  }

  follow(run: ProjectRun): void {
    this.#relay.follow(run);
  }

  log(line: LogLine): void {
    this.#relay.log(line);
  }

  end(report: RunReport, summary: string): void {
    this.#relay.end(report, summary);
  }

  /** Ends the server; pages stay as they are, and say so. */
  async close(): Promise<void> {
    this.#relay.close();
    await this.#thread.close();
    if (this.#openFile !== undefined) rmSync(this.#openFile, { force: true });
  }
}

/**
 * The port in an argument.
 *
 * @throws ERR_SYNTALOS_INVALID_ARGUMENT - when it is none
 */
export function parsePort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) < 65_536) return Number(text);
  throw new SyntalosError(
    'ERR_SYNTALOS_INVALID_ARGUMENT',
    `Cannot use "--port ${text}": it must be a whole number from 0 to 65535, where 0 is any that is free`,
  );
}

/**
 * Opens an address in the browser of the desktop.
 *
 * Other users see the arguments of our processes, and the address is a secret: the browser is given a file that
 * leads there.
 *
 * @returns the file
 */
function openPage(address: string, folder: string | undefined, world: CliWorld): string | undefined {
  if (folder === undefined) {
    world.stderr.write('warning: Cannot open the page: there is no folder that only this user reads\n');
    return undefined;
  }
  const file = join(folder, `open-${process.pid}.html`);
  writeFileSync(file, `<!doctype html><meta http-equiv="refresh" content="0;url=${address}">\n`, {
    mode: 0o600,
  });
  const program = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const child = spawn(program, [file], { stdio: 'ignore', detached: true });
  child.on('error', () => {
    world.stderr.write(`warning: Cannot open the page: there is no ${program} here; open its address\n`);
  });
  child.unref();
  return file;
}
