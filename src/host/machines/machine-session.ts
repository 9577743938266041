/**
 * The host's connection to one agent for one run.
 *
 * @module
 */
import { hostname } from 'node:os';
import { withLimit, type ActorCalls } from '../../actors/index.ts';
import { sleep } from '../../deadline.ts';
import { SyntalosError, fromErrorRecord, type ErrorRecord } from '../../errors.ts';
import type { EnvelopeCarrier } from '../../ipc/envelope/index.ts';
import { PipeCarriers, openPipe, type Answer, type Bus, type Pipe } from '../../ipc/nats/index.ts';
import { packageVersion } from '../../threads/index.ts';
import type { LineListener } from '../engine/embedded-module.ts';
import type { Project, RunLimits } from '../project/index.ts';
import {
  AGENT_PROTOCOL_VERSION,
  CARRIERS,
  openSubject,
  pipePrefix,
  type AgentCalls,
  type CountersSnapshot,
  type HostCalls,
  type OpenRequest,
} from './agent-protocol.ts';
import { callsOver, exposeOver } from './carrier-calls.ts';
import { ClockRecord } from './clock-record.ts';
import { readOpenAnswer, writeJson } from './read-message.ts';

/** How long an agent may take to answer at all, in ms. */
const OPEN_LIMIT_MSEC = 3_000;
/** How long one that is not there is asked for, in ms. */
const PATIENCE_MSEC = 1_000;
/** How long the end of another run there is waited for, in ms. */
const FREE_LIMIT_MSEC = 10_000;
const ASK_AGAIN_MSEC = 200;
/** How long it may take over what it is asked, in ms, unless that takes its time: longer than any callback of a module may. */
const CALL_LIMIT_MSEC = 60_000;

/** Who hears of a module of this agent. */
export interface RemoteListener {
  readonly onLine: LineListener;
  onCounted(snapshot: CountersSnapshot): void;
  onEnded(code: number, error: ErrorRecord | undefined): void;
}

/** Options of {@link MachineSession.open}. */
export interface MachineSessionOptions {
  readonly bus: Bus;
  /** Name of the agent. */
  readonly machine: string;
  readonly project: Project;
  readonly runUuid: string;
  readonly limits: Required<RunLimits>;
  readonly silenceMsec: number;
  readonly onWarning: (text: string) => void;
  /** Called when the agent cannot move data any more. */
  readonly onFailure: (error: Error) => void;
}

/** An agent that takes part in the run. */
export class MachineSession {
  readonly machine: string;
  /** What the computer is called. */
  readonly hostName: string;
  readonly clock: ClockRecord = new ClockRecord();
  /** Settles with what happened if the agent is gone before {@link close}. */
  readonly gone: Promise<SyntalosError>;
  readonly #pipe: Pipe;
  readonly #carriers: PipeCarriers;
  readonly #calls: ActorCalls<AgentCalls>;
  readonly #listeners = new Map<string, RemoteListener>();
  readonly #rejected: Promise<never>;
  #isClosing = false;
  #isGone = false;
  #lose: (why: string) => void = () => undefined;

  private constructor(options: MachineSessionOptions, pipe: Pipe, hostName: string) {
    this.machine = options.machine;
    this.hostName = hostName;
    this.#pipe = pipe;
    this.#carriers = new PipeCarriers(pipe);
    this.#calls = callsOver<AgentCalls>(this.#carriers.carrier(CARRIERS.toAgent));
    exposeOver(this.#hostCalls(options), this.#carriers.carrier(CARRIERS.toHost));
    let reject: (error: SyntalosError) => void = () => undefined;
    this.#rejected = new Promise<never>((_, rejectNow) => {
      reject = rejectNow;
    });
    this.#rejected.catch(() => undefined); // whoever waits hears of it
    this.gone = new Promise((resolve) => {
      this.#lose = (why) => {
        this.#isGone = true;
        const error = goneError(options.machine, this.#isClosing ? 'the run is over' : why);
        // What was asked and has no answer yet gets none any more.
        reject(error);
        if (!this.#isClosing) resolve(error);
      };
    });
    void pipe.ended.then((outcome) => {
      this.#lose(outcome.kind === 'gone' ? outcome.why : 'its agent ended');
    });
  }

  /**
   * Asks the agent to take part.
   *
   * @throws `ERR_SYNTALOS_MACHINE` - there is no agent of this name, it refuses, or it does not come
   */
  static async open(options: MachineSessionOptions): Promise<MachineSession> {
    const { bus, machine, project, runUuid, limits, silenceMsec } = options;
    const request: OpenRequest = {
      protocolVersion: AGENT_PROTOCOL_VERSION,
      version: packageVersion(),
      runUuid,
      hostName: hostname(),
      project: project.name,
      subject: project.run.subject,
      experiment: project.run.experiment,
      limits,
      silenceMsec,
    };
    const answer = await askPatiently(bus, openSubject(machine), writeJson(request));
    if (answer === 'nobody') {
      throw refusal(
        machine,
        `there is no agent of this name on the servers; start it there: syntalos-mlink agent --name ${machine} --servers …`,
      );
    }
    if (answer === 'silent') throw refusal(machine, `it did not answer within ${OPEN_LIMIT_MSEC / 1000} s`);
    const opened = readOpenAnswer(answer);
    if (opened === undefined) throw refusal(machine, 'what answers there is no agent of this version');
    if (!opened.ok) throw refusal(machine, opened.why);
    const pipe = await openPipe({
      bus,
      prefix: pipePrefix(runUuid, machine),
      end: 'host',
      silenceLimitMsec: silenceMsec,
    });
    return new MachineSession(options, pipe, opened.hostName);
  }

  get isGone(): boolean {
    return this.#isGone;
  }

  /** Control messages of a module. */
  carrier(moduleId: string): EnvelopeCarrier {
    return this.#carriers.carrier(moduleId);
  }

  /** Sets who hears of a module. */
  listen(moduleId: string, listener: RemoteListener): void {
    this.#listeners.set(moduleId, listener);
  }

  /**
   * Asks the agent.
   *
   * @param moreMsec - how much longer than others this may take
   * @throws what it failed with; `ERR_SYNTALOS_MACHINE` - it is gone; `ERR_SYNTALOS_TIMEOUT`
   */
  ask<T>(what: string, work: (calls: ActorCalls<AgentCalls>) => Promise<T>, moreMsec = 0): Promise<T> {
    return withLimit(work(this.#calls), {
      what: `${what} of machine "${this.machine}"`,
      limitMsec: CALL_LIMIT_MSEC + moreMsec,
      gone: this.#rejected,
    });
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    await this.#pipe.close();
  }

  #hostCalls({ onWarning, onFailure }: MachineSessionOptions): HostCalls {
    return {
      line: (moduleId, stream, text) => this.#listeners.get(moduleId)?.onLine(stream, text),
      counted: (snapshots) => {
        for (const [id, snapshot] of Object.entries(snapshots)) this.#listeners.get(id)?.onCounted(snapshot);
      },
      ended: (moduleId, code, error) => this.#listeners.get(moduleId)?.onEnded(code, error),
      warn: (text) => onWarning(`Machine "${this.machine}": ${text}`),
      failed: (error) => onFailure(fromErrorRecord(error)),
      clocked: (point) => this.clock.take(point),
      leave: (why) => this.#lose(why),
    };
  }
}

/**
 * Asks again for a moment where nobody is there: an agent's connection may be coming back just now; or where its last run
 * is ending.
 */
async function askPatiently(bus: Bus, subject: string, question: Uint8Array): Promise<Answer> {
  const sinceMsec = performance.now();
  for (;;) {
    const answer = await bus.ask(subject, question, OPEN_LIMIT_MSEC);
    const patienceMsec = answer === 'nobody' ? PATIENCE_MSEC : isSoonFree(answer) ? FREE_LIMIT_MSEC : 0;
    if (performance.now() - sinceMsec >= patienceMsec) return answer;
    await sleep(ASK_AGAIN_MSEC);
  }
}

function isSoonFree(answer: Answer): boolean {
  const opened = answer instanceof Uint8Array ? readOpenAnswer(answer) : undefined;
  return opened?.ok === false && opened.isSoonFree === true;
}

function refusal(machine: string, why: string): SyntalosError {
  return new SyntalosError('ERR_SYNTALOS_MACHINE', `Cannot use machine "${machine}": ${why}`, {
    details: { machine },
  });
}

function goneError(machine: string, why: string): SyntalosError {
  return new SyntalosError('ERR_SYNTALOS_MACHINE', `Machine "${machine}" is gone: ${why}`, {
    details: { machine },
  });
}
