/**
 * A module of a run that is a process of its own, in whatever language.
 *
 * @module
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { API_VERSION } from '../../actors/index.ts';
import { endsWithin } from '../../deadline.ts';
import { VARIABLES } from '../../environment.ts';
import { SyntalosError, errorOfCode, messageOf } from '../../errors.ts';
import { END_SIGNALS, openProcessChannel, REQUEST_LIMITS_MSEC, type MasterChannel } from '../../ipc/index.ts';
import type { ProjectModule, RunLimits } from '../project/index.ts';
import type { LineListener } from './embedded-module.ts';
import { PROCESS_TRAITS, type ProcessEnd, type RunningModule } from './running-module.ts';

/** Options of {@link startChildProcess}. */
export interface ChildProcessOptions {
  readonly module: ProjectModule;
  /** Absolute path of its program. */
  readonly binary: string;
  /** Under which it is known to other processes. */
  readonly instanceId: string;
  /** How long its callbacks may take, for a program that is of this package. */
  readonly limits: Required<RunLimits>;
  readonly onLine: LineListener;
}

/** How long a process that was asked to leave may take, in ms, before it gets {@link END_SIGNALS}. */
const LEAVE_LIMIT_MSEC = REQUEST_LIMITS_MSEC.shutdown;
/** How long the output of a process that has ended may go on, in ms: who inherited it may keep it open. */
const OUTPUT_LIMIT_MSEC = 500;
/** Lines of error output that a report of a crash repeats. */
const LAST_LINES = 8;

/**
 * Starts a module's process: in the background, without arguments, in the host's working directory.
 *
 * @throws `ERR_SYNTALOS_MODULE_LOAD` - when its program cannot be run; `ERR_SYNTALOS_MISSING_DEPENDENCY` -
 *   without the iceoryx2 addon; `ERR_SYNTALOS_IOX`
 */
export async function startChildProcess(options: ChildProcessOptions): Promise<RunningModule> {
  const { module, binary, instanceId, limits } = options;
  let resolveGone: () => void = () => undefined;
  const gone = new Promise<void>((resolve) => {
    resolveGone = resolve;
  });
  const channel = await openChannel(module, { instanceId, environment: process.env, gone });
  const child = spawn(binary, [], {
    env: {
      ...process.env,
      [VARIABLES.moduleId]: instanceId,
      [VARIABLES.masterVersion]: API_VERSION.replace(/^sy-/, ''),
      [VARIABLES.hostProcessId]: String(process.pid),
      [VARIABLES.limits]: JSON.stringify(limits),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: Ctrl-C in the host's terminal is for the host, which stops the run in order.
    detached: true,
  });
  const running = new ProcessModule(module.id, child, channel, { onLine: options.onLine, resolveGone });
  try {
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
  } catch (error) {
    await channel.close();
    throw new SyntalosError(
      'ERR_SYNTALOS_MODULE_LOAD',
      `Cannot start module "${module.id}": "${binary}" does not run: ${messageOf(error)}`,
      { cause: error, details: { module: module.id, binary } },
    );
  }
  return running;
}

async function openChannel(
  module: ProjectModule,
  options: Parameters<typeof openProcessChannel>[0],
): Promise<MasterChannel> {
  try {
    return await openProcessChannel(options);
  } catch (cause) {
    // Without its own code an error of the addon would not say what to install.
    if (!(cause instanceof SyntalosError)) throw cause;
    throw errorOfCode(
      cause.code,
      `Cannot run module "${module.id}" as a process (${module.use}): ${cause.message}`,
      { cause, details: { module: module.id } },
    );
  }
}

class ProcessModule implements RunningModule {
  readonly id: string;
  readonly traits = PROCESS_TRAITS;
  readonly threadIds: readonly number[] = [];
  readonly channel: MasterChannel;
  readonly ended: Promise<ProcessEnd>;
  readonly processId: number | undefined;
  readonly #child: ChildProcess;
  readonly #lastLines: string[] = [];
  #hasExited = false;
  #isKilled = false;

  constructor(
    id: string,
    child: ChildProcess,
    channel: MasterChannel,
    listeners: { readonly onLine: LineListener; readonly resolveGone: () => void },
  ) {
    this.id = id;
    this.channel = channel;
    this.#child = child;
    this.processId = child.pid;
    this.#listen('stdout', child.stdout, listeners.onLine);
    this.#listen('stderr', child.stderr, listeners.onLine);
    const outputEnded = new Promise<void>((resolve) => child.once('close', () => resolve()));
    this.ended = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        this.#hasExited = true;
        void this.#finish(outputEnded, listeners.resolveGone).then(() => {
          resolve({
            kind: 'process',
            ...(code === null ? {} : { exitCode: code }),
            ...(signal === null ? {} : { signal }),
            isKilled: this.#isKilled,
            lastLines: this.#lastLines,
          });
        });
      });
    });
  }

  async close(wasAsked: boolean): Promise<void> {
    if (wasAsked && (await endsWithin(this.ended, LEAVE_LIMIT_MSEC))) return;
    for (const { signal, limitMsec } of END_SIGNALS) {
      this.#kill(signal);
      if (await endsWithin(this.ended, limitMsec)) return;
    }
    this.#kill('SIGKILL');
    await this.ended;
  }

  async terminate(): Promise<void> {
    this.#kill('SIGKILL');
    await this.ended;
    await this.channel.close();
  }

  /** After its exit: its last lines and its last words, so that they are known before its end. */
  async #finish(outputEnded: Promise<void>, resolveGone: () => void): Promise<void> {
    if (!(await endsWithin(outputEnded, OUTPUT_LIMIT_MSEC))) {
      // It left children behind, which hold its output open.
      this.#signal('SIGKILL');
      this.#child.stdout?.destroy();
      this.#child.stderr?.destroy();
    }
    resolveGone();
    await this.channel.closed;
  }

  #listen(stream: 'stdout' | 'stderr', source: Readable | null, onLine: LineListener): void {
    if (source === null) return;
    createInterface({ input: source }).on('line', (line) => {
      onLine(stream, line);
      if (stream === 'stdout') return;
      this.#lastLines.push(line);
      if (this.#lastLines.length > LAST_LINES) this.#lastLines.shift();
    });
  }

  #kill(signal: NodeJS.Signals): void {
    if (this.#hasExited) return;
    this.#isKilled = true;
    this.#signal(signal);
  }

  /** To the whole group: a launcher's own child must not be left behind. */
  #signal(signal: NodeJS.Signals): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      process.kill(-pid, signal);
    } catch {
      // Nobody of it is left.
    }
  }
}
