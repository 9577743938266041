/**
 * An agent: takes part in the runs of hosts that reach it over NATS, one run at a time.
 *
 * @module
 */
import { arch, availableParallelism, hostname, platform, totalmem } from 'node:os';
import { SyntalosError, messageOf } from '../../errors.ts';
import { openPipe, type Bus, type ConnectOptions } from '../../ipc/nats/index.ts';
import { packageVersion } from '../../threads/index.ts';
import { followClock, localMonotonicUsec, type SharedClock } from '../../timing/internal.ts';
import { findDevices } from '../devices.ts';
import {
  AGENTS_SUBJECT,
  AGENT_PROTOCOL_VERSION,
  factsSubject,
  openSubject,
  pipePrefix,
  readAgentFacts,
  readOpenRequest,
  readVersions,
  writeJson,
  type AgentFacts,
  type OpenAnswer,
  type OpenRequest,
} from '../machines/index.ts';
import { AgentRun } from './agent-run.ts';
import { removePrograms } from './program-folder.ts';

/** How long an agent of the same name may take to say so, in ms. */
const NAME_LIMIT_MSEC = 1_000;
/** How long agents that started in the same moment are listened for, in ms. */
const NAME_WINDOW_MSEC = 300;
/** Of agents of one name, which a broken network may bring about, one is asked to take part. */
const OPEN_QUEUE = 'agents';

/** Options of {@link startAgent}. */
export interface AgentOptions {
  /** Stays its owner's. */
  readonly bus: Bus;
  /** How that was connected. */
  readonly connect: ConnectOptions;
  readonly name: string;
  /** Absolute path of the folder that programs are laid down below, and relative paths start at. */
  readonly folder: string;
  /** Absolute path of the folder for recordings. */
  readonly outFolder: string;
  /** Gets what there is to say of the runs. */
  readonly onLog: (text: string) => void;
}

/** An agent that waits for work, or works. */
export interface Agent {
  /** Takes no more work, and ends what is under way as if its host had gone. */
  close(): Promise<void>;
}

/**
 * Makes this process an agent.
 *
 * @throws `ERR_SYNTALOS_MACHINE` - there is one of this name already
 */
export async function startAgent(options: AgentOptions): Promise<Agent> {
  const { bus, name } = options;
  const other = await bus.ask(factsSubject(name), new Uint8Array(), NAME_LIMIT_MSEC);
  if (other instanceof Uint8Array) {
    throw nameTaken(name, readAgentFacts(other)?.hostName);
  }
  await removePrograms(options.folder, name); // of one that was killed
  const agent = new NatsAgent(options);
  // Again: another one may have looked in the same moment. Of both, none is it then.
  const all = await bus.askAll(factsSubject(name), new Uint8Array(), NAME_WINDOW_MSEC);
  if (all.length <= 1) return agent;
  await agent.close();
  throw nameTaken(name, undefined);
}

function nameTaken(name: string, hostName: string | undefined): SyntalosError {
  return new SyntalosError(
    'ERR_SYNTALOS_MACHINE',
    `Cannot be agent "${name}": ${hostName ?? 'another machine'} has one of this name on these servers; take another --name`,
    { details: { machine: name } },
  );
}

class NatsAgent implements Agent {
  readonly #options: AgentOptions;
  /** One for the process: its threads know it from their start. */
  readonly #sharedClock: SharedClock = followClock();
  readonly #unsubscribe: readonly (() => void)[];
  #run:
    | {
        readonly runUuid: string;
        readonly over: Promise<void>;
        readonly isEnding: () => boolean;
        stop(): Promise<void>;
      }
    | undefined;

  constructor(options: AgentOptions) {
    this.#options = options;
    const { bus, name } = options;
    this.#unsubscribe = [
      bus.answer(AGENTS_SUBJECT, () => writeJson(this.#facts())),
      bus.answer(factsSubject(name), () => writeJson(this.#facts())),
      bus.answer(openSubject(name), (question) => writeJson(this.#open(question)), OPEN_QUEUE),
    ];
  }

  async close(): Promise<void> {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    await this.#run?.stop();
    await this.#run?.over;
  }

  #facts(): AgentFacts {
    return {
      name: this.#options.name,
      protocolVersion: AGENT_PROTOCOL_VERSION,
      version: packageVersion(),
      nodeVersion: process.versions.node,
      hostName: hostname(),
      system: `${platform()} ${arch()}`,
      cores: availableParallelism(),
      memoryBytes: totalmem(),
      cameras: findDevices('/')
        .filter(({ kind }) => kind === 'camera')
        .map(({ path, name }) => (name === '' ? path : `${path} (${name})`)),
      ...(this.#run === undefined ? {} : { runUuid: this.#run.runUuid }),
      clockUsec: localMonotonicUsec(),
    };
  }

  #open(question: Uint8Array): OpenAnswer {
    const { version, protocolVersion } = readVersions(question);
    const here = `${packageVersion()}, protocol ${AGENT_PROTOCOL_VERSION}`;
    const there = `${version}, protocol ${protocolVersion}`;
    if (here !== there) {
      return { ok: false, why: `it has syntalos-mlink ${here}, the host ${there}; install the same on both` };
    }
    const request = readOpenRequest(question);
    if (request === undefined) return { ok: false, why: 'it was asked for something that is no run' };
    if (this.#run !== undefined) {
      const { runUuid, isEnding } = this.#run;
      const why = `it takes part in run ${runUuid}, and in one at a time`;
      return { ok: false, why, isSoonFree: isEnding() };
    }
    const { onLog } = this.#options;
    onLog(`run ${request.runUuid} of "${request.project}" on ${request.hostName} begins`);
    let run: AgentRun | undefined;
    const over = this.#takePart(request, (begun) => (run = begun))
      .then((text) => onLog(`run ${request.runUuid}: ${text}`))
      .catch((error: unknown) => onLog(`run ${request.runUuid} failed: ${messageOf(error)}`))
      .finally(() => (this.#run = undefined));
    this.#run = {
      runUuid: request.runUuid,
      over,
      isEnding: () => run?.isEnding === true,
      stop: async () => run?.stop('its agent was stopped'),
    };
    return { ok: true, hostName: hostname() };
  }

  async #takePart(request: OpenRequest, onBegun: (run: AgentRun) => void): Promise<string> {
    const { bus, connect, name, folder, outFolder } = this.#options;
    const pipe = await openPipe({
      bus,
      prefix: pipePrefix(request.runUuid, name),
      end: 'agent',
      silenceLimitMsec: request.silenceMsec,
    });
    const run = new AgentRun({
      bus,
      connect,
      machine: name,
      pipe,
      request,
      folder,
      outFolder,
      sharedClock: this.#sharedClock,
    });
    onBegun(run);
    return run.ended;
  }
}
