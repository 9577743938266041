/**
 * A module of a run that an agent on another machine runs in threads of its own.
 *
 * @module
 */
import { errorOfCode, fromErrorRecord, isSyntalosError } from '../../errors.ts';
import { masterChannelOver } from '../../ipc/envelope/index.ts';
import type { MasterChannel } from '../../ipc/index.ts';
import type { InputSource, LineListener } from '../engine/embedded-module.ts';
import { NO_COUNTS, type ModuleCounters } from '../engine/module-counters.ts';
import type { RingCounter } from '../engine/port-meter.ts';
import {
  REMOTE_TRAITS,
  type RemoteView,
  type RunningModule,
  type ThreadEnd,
} from '../engine/running-module.ts';
import type { ProjectModule } from '../project/index.ts';
import type { CountersSnapshot, ModuleOrder } from './agent-protocol.ts';
import type { MachineSession } from './machine-session.ts';
import { packProgram } from './program-parcel.ts';

/** What a slow network carries. */
const LEAST_CHARACTERS_PER_MSEC = 1_000;

/** Options of {@link startRemoteModule}. */
export interface RemoteModuleOptions {
  readonly module: ProjectModule;
  readonly session: MachineSession;
  /** What feeds its inputs, by port id. */
  readonly sources: Readonly<Record<string, InputSource>>;
  readonly onLine: LineListener;
}

/**
 * Sends a module's program to its machine and starts it there.
 *
 * @throws `ERR_SYNTALOS_MODULE_LOAD` - when its program cannot be read here or run there; `ERR_SYNTALOS_MACHINE`
 */
export async function startRemoteModule(options: RemoteModuleOptions): Promise<RunningModule> {
  const { module, session, sources, onLine } = options;
  const running = new RemoteModule(module, session);
  session.listen(module.id, {
    onLine,
    onCounted: (snapshot) => running.take(snapshot),
    onEnded: (code, error) => running.noteEnd(code, error === undefined ? undefined : fromErrorRecord(error)),
  });
  const order = await orderOf(module, sources);
  const travelMsec = sizeOf(order.program) / LEAST_CHARACTERS_PER_MSEC;
  await session.ask(`loading module "${module.id}"`, (calls) => calls.load(order), travelMsec);
  return running;
}

/** How long a program is as it travels, in characters. */
function sizeOf(program: ModuleOrder['program']): number {
  if ('builtIn' in program) return 0;
  return program.parcel.files.reduce((sum, { content }) => sum + content.length, 0);
}

async function orderOf(
  module: ProjectModule,
  sources: Readonly<Record<string, InputSource>>,
): Promise<ModuleOrder> {
  const { id, name, use, program, settings, ports, placement } = module;
  return {
    id,
    name,
    use,
    program:
      program.kind === 'built-in' ? { builtIn: program.name } : { parcel: await packProgram(program.path) },
    settings,
    sources,
    ...(ports === undefined ? {} : { ports }),
    ...(placement === undefined ? {} : { placement }),
  };
}

class RemoteModule implements RunningModule {
  readonly id: string;
  readonly traits = REMOTE_TRAITS;
  readonly threadIds: readonly number[] = [];
  readonly channel: MasterChannel;
  readonly counters: ModuleCounters;
  readonly remote: RemoteView;
  readonly ended: Promise<ThreadEnd>;
  readonly #module: ProjectModule;
  readonly #session: MachineSession;
  #snapshot: CountersSnapshot | undefined;
  #end: (end: ThreadEnd) => void = () => undefined;

  constructor(module: ProjectModule, session: MachineSession) {
    this.id = module.id;
    this.#module = module;
    this.#session = session;
    this.channel = masterChannelOver(session.carrier(module.id));
    this.counters = this.#makeCounters();
    this.remote = {
      outputRing: (index) => this.#ringOf(index),
      refresh: async () => {
        try {
          this.take(await session.ask('counters', (calls) => calls.counters(module.id)));
        } catch {
          // That the machine is gone is said elsewhere.
        }
      },
    };
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    void session.gone.then((error) => this.#end({ kind: 'thread', code: 1, error }));
  }

  take(snapshot: CountersSnapshot): void {
    this.#snapshot = snapshot;
  }

  noteEnd(code: number, failure: Error | undefined): void {
    if (failure === undefined) {
      this.#end({ kind: 'thread', code });
      return;
    }
    const known = isSyntalosError(failure) ? failure : undefined;
    const error = errorOfCode(known?.code ?? 'ERR_SYNTALOS_ACTOR_CRASHED', failure.message, {
      cause: failure,
      details: { ...known?.details, module: this.#module.id },
    });
    if (failure.stack !== undefined) error.stack = failure.stack;
    this.#end({ kind: 'thread', code, error });
  }

  async close(wasAsked: boolean): Promise<void> {
    await this.#tryAsk('the end', (calls) => calls.close(this.id, wasAsked));
  }

  async terminate(): Promise<void> {
    await this.#tryAsk('the end', (calls) => calls.terminate(this.id));
    this.#end({ kind: 'thread', code: 0 });
    await this.channel.close();
  }

  async #tryAsk(what: string, work: Parameters<MachineSession['ask']>[1]): Promise<void> {
    if (this.#session.isGone) return;
    try {
      await this.#session.ask(`${what} of module "${this.id}"`, work);
    } catch {
      // That the machine is gone is said elsewhere; its agent ends its modules.
    }
  }

  #makeCounters(): ModuleCounters {
    const snapshot = (): CountersSnapshot | undefined => this.#snapshot;
    return {
      get schedule() {
        return snapshot()?.schedule ?? { ticksDue: 0, ticksSkipped: 0, callsLeft: 0 };
      },
      inputCounts: (index) => snapshot()?.inputs[index]?.counts ?? NO_COUNTS,
      inputLatency: (index) => snapshot()?.inputs[index]?.latency,
      inputClaim: (index) => snapshot()?.inputs[index]?.claim ?? { isUnclaimed: false, unclaimedCount: 0 },
      outputCounts: (index) => snapshot()?.outputs[index]?.counts ?? NO_COUNTS,
    };
  }

  #ringOf(index: number): RingCounter {
    const written = (): number => this.#snapshot?.outputs[index]?.written ?? 0;
    return {
      stats: () => ({
        writtenSequence: written(),
        capacityBytes: this.#snapshot?.outputs[index]?.capacityBytes ?? 1,
        readers: [],
      }),
      countSince: (startSequence) => written() - startSequence,
    };
  }
}
