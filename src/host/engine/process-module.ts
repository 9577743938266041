/**
 * A module of a run that is a process of its own, in whatever language.
 *
 * @module
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { API_VERSION } from '../../actors/index.ts';
import { SyntalosError, messageOf } from '../../errors.ts';
import { openProcessChannel, type MasterChannel } from '../../ipc/index.ts';
import type { ProjectModule } from '../project/index.ts';
import type { LineListener } from './embedded-module.ts';
import { readModuleManifest } from './module-manifest.ts';
import type { ModuleEnd, RunningModule } from './running-module.ts';

/** What {@link startProcessModule} is given. */
export interface ProcessModuleOptions {
  readonly module: ProjectModule;
  /** Absolute path of its `module.toml`. */
  readonly manifest: string;
  /** Under which it is known to other processes. */
  readonly instanceId: string;
  readonly onLine: LineListener;
}

/** Signals to a process that was asked to leave and does not, each after so many ms (section 5, item 8). */
const KILL_SEQUENCE = [
  { afterMsec: 5_000, signal: 'SIGTERM' },
  { afterMsec: 3_000, signal: 'SIGTERM' },
  { afterMsec: 3_000, signal: 'SIGKILL' },
] as const;

/** Lines of error output that a report of a crash repeats. */
const LAST_LINES = 8;

/**
 * Starts a module's process.
 *
 * @throws `ERR_SYNTALOS_MODULE_LOAD` where its description or program cannot be used,
 *   `ERR_SYNTALOS_MISSING_DEPENDENCY` without the iceoryx2 addon, `ERR_SYNTALOS_IOX`
 */
export async function startProcessModule(options: ProcessModuleOptions): Promise<RunningModule> {
  const { module, instanceId } = options;
  const { binary } = await readModuleManifest(options.manifest);
  let resolveGone: () => void = () => undefined;
  const gone = new Promise<void>((resolve) => {
    resolveGone = resolve;
  });
  const channel = await openProcessChannel({ instanceId, environment: process.env, gone });
  const child = spawn(binary, [], {
    env: {
      ...process.env,
      SYNTALOS_MODULE_ID: instanceId,
      SYNTALOS_VERSION: API_VERSION.replace(/^sy-/, ''),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: Ctrl-C in the host's terminal is for the host, which stops the run in order.
    detached: true,
  });
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
      { cause: error, details: { module: module.id } },
    );
  }
  const running = new ProcessModule(module, child, channel, options.onLine);
  void running.ended.then(resolveGone);
  return running;
}

class ProcessModule implements RunningModule {
  readonly id: string;
  readonly channel: MasterChannel;
  readonly ended: Promise<ModuleEnd>;
  readonly #child: ChildProcess;
  readonly #lastLines: string[] = [];
  #hasEnded = false;
  #isTerminated = false;

  constructor(module: ProjectModule, child: ChildProcess, channel: MasterChannel, onLine: LineListener) {
    this.id = module.id;
    this.channel = channel;
    this.#child = child;
    this.#listen('stdout', child.stdout, onLine);
    this.#listen('stderr', child.stderr, onLine);
    this.ended = new Promise((resolve) => {
      // `close` comes after the last line of its output; `exit` would not.
      child.once('close', (code, signal) => {
        this.#hasEnded = true;
        resolve(this.#endOf(module, code, signal));
      });
    });
  }

  async close(): Promise<void> {
    for (const { afterMsec, signal } of KILL_SEQUENCE) {
      if (await this.#endsWithin(afterMsec)) return;
      this.#signal(signal);
    }
    await this.ended;
  }

  async terminate(): Promise<void> {
    this.#isTerminated = true;
    this.#signal('SIGKILL');
    await this.ended;
    await this.channel.close();
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

  async #endsWithin(msec: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const overdue = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, msec);
    });
    await Promise.race([this.ended, overdue]);
    clearTimeout(timer);
    return this.#hasEnded;
  }

  /** To the whole group: a launcher's own child must not be left behind. */
  #signal(signal: NodeJS.Signals): void {
    const { pid } = this.#child;
    if (this.#hasEnded || pid === undefined) return;
    try {
      process.kill(-pid, signal);
    } catch {
      // It ended this moment.
    }
  }

  #endOf(module: ProjectModule, code: number | null, signal: NodeJS.Signals | null): ModuleEnd {
    if (this.#isTerminated || code === 0) return { code: code ?? 0 };
    const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
    const output =
      this.#lastLines.length === 0 ? '' : `; its last error output: ${this.#lastLines.join('\n  ')}`;
    return {
      code: code ?? 0,
      error: new SyntalosError(
        'ERR_SYNTALOS_ACTOR_CRASHED',
        `The process of module "${module.id}" (${module.use}) ended with ${how}${output}`,
        { details: { module: module.id, ...(code === null ? {} : { exitCode: code }) } },
      ),
    };
  }
}
