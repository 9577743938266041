/**
 * Asks a module for things; a refusal, a failure or no answer is the module's error.
 *
 * @module
 */
import { endsWithin } from '../../deadline.ts';
import { SyntalosError, isSyntalosError, messageOf } from '../../errors.ts';
import type { MasterRequest, ResponseOf } from '../../ipc/index.ts';
import type { ModuleRecord } from './module-record.ts';
import { REQUEST_TEXTS } from './step-texts.ts';

/** How long the end of a thread may come after the refusal that it led to, in ms. */
const REFUSAL_GRACE_MSEC = 200;

/** What goes with a request. */
export interface AskOptions {
  /** Memory that the request hands over. */
  readonly ring?: SharedArrayBuffer | undefined;
  /** What the request is about, for messages: `from cam:frames`. */
  readonly detail?: string;
  /** How long the answer may take, in ms; by default as long as its kind may. */
  readonly limitMsec?: number;
}

/** The requests to one module. */
export class ModuleAsker {
  readonly #record: ModuleRecord;
  readonly #isKilled: () => boolean;

  /** @param isKilled - whether the host has ended the module: then nothing is its error */
  constructor(record: ModuleRecord, isKilled: () => boolean) {
    this.#record = record;
    this.#isKilled = isKilled;
  }

  /** Asks, and notes a refusal as an error of the module. */
  async demand(request: MasterRequest, options: AskOptions = {}): Promise<void> {
    const answer = await this.ask(request, options);
    const record = this.#record;
    if (answer === undefined || answer.kind !== 'done' || answer.success || record.errors.length > 0) return;
    // A thread that has ended refuses, too, a moment before it is known what it died of.
    await this.#mayEnd(REFUSAL_GRACE_MSEC);
    if (record.hasEnded || record.errors.length > 0) return;
    record.fail(
      new SyntalosError(
        'ERR_SYNTALOS_MODULE',
        `Module "${record.id}" refused to ${whatOf(request, options)}`,
        {
          details: { module: record.id },
        },
      ),
    );
  }

  /** @returns the answer; `undefined` if there was none, which is an error of the module */
  async ask<R extends MasterRequest>(
    request: R,
    options: AskOptions = {},
  ): Promise<ResponseOf<R['kind']> | undefined> {
    const { running, hasEnded } = this.#record;
    if (running === undefined || hasEnded) return undefined;
    const { ring, limitMsec } = options;
    try {
      return await running.channel.request(request, {
        attachment: ring === undefined ? {} : { ring },
        ...(limitMsec === undefined ? {} : { limitMsec }),
      });
    } catch (error) {
      await this.#noteFailure(whatOf(request, options), error);
      return undefined;
    }
  }

  async #noteFailure(what: string, error: unknown): Promise<void> {
    const record = this.#record;
    // A process that is about to end answers nothing more, before the system says that it is gone; nor does a machine.
    const mayBeGone = isSyntalosError(error, 'ERR_SYNTALOS_CHANNEL') || record.running?.remote !== undefined;
    if (mayBeGone) await this.#mayEnd(record.running?.traits.endGraceMsec ?? 0);
    // Its end is reported with what it died of.
    if (record.hasEnded || this.#isKilled()) return;
    const isOverdue = isSyntalosError(error, 'ERR_SYNTALOS_TIMEOUT');
    record.fail(
      new SyntalosError(
        isOverdue ? 'ERR_SYNTALOS_CALLBACK_OVERDUE' : 'ERR_SYNTALOS_CHANNEL',
        isOverdue
          ? `Module "${record.id}" did not ${what} in time: ${messageOf(error)}`
          : `Module "${record.id}" could not ${what}: ${messageOf(error)}`,
        { cause: error, details: { module: record.id } },
      ),
    );
  }

  /** Gives the module a moment to be gone. */
  async #mayEnd(graceMsec: number): Promise<void> {
    const { running } = this.#record;
    if (running === undefined || graceMsec === 0) return;
    await endsWithin(running.ended, graceMsec);
  }
}

function whatOf({ kind }: MasterRequest, { detail }: AskOptions): string {
  return `${REQUEST_TEXTS[kind]}${detail === undefined ? '' : ` ${detail}`}`;
}
