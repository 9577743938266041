/**
 * An agent's clock during a run: that of its host.
 *
 * @module
 */
import { endsWithin, sleep } from '../../deadline.ts';
import { SyntalosError } from '../../errors.ts';
import { ClockAsker, type Wire } from '../../ipc/nats/index.ts';
import { ClockFollower, localMonotonicUsec, type SharedClock } from '../../timing/internal.ts';
import type { ClockPoint } from '../machines/index.ts';

/** Questions one after the other: the first ones of a while take longer, by code that was not used. */
const ROUND = 4;
/** Rounds before the run. */
const FIRST_ROUNDS = 6;
/** How often a round is begun afterwards, in ms. */
const ROUND_MSEC = 500;
/** An answer that takes longer is not waited for, in ms. */
const ANSWER_LIMIT_MSEC = 500;

/** Without an answer the clock becomes less sure by this, in µs for each µs. */
const UNSEEN_DRIFT = 5e-5;

/** Options of {@link AgentClock}. */
export interface AgentClockOptions {
  readonly wire: Wire;
  /** The host answers here. */
  readonly subject: string;
  /** What the threads of this process read. */
  readonly shared: SharedClock;
  /** Gets an estimate after each round. */
  readonly onPoint: (point: ClockPoint) => void;
}

/** Asks the host for its clock, again and again. */
export class AgentClock {
  readonly #options: AgentClockOptions;
  readonly #follower = new ClockFollower();
  readonly #asker: ClockAsker;
  #onAnswer: () => void = () => undefined;
  #answeredUsec = 0;
  #isOver = false;

  constructor(options: AgentClockOptions) {
    this.#options = options;
    this.#asker = new ClockAsker(options.wire, {
      subject: options.subject,
      nowUsec: localMonotonicUsec,
      onAnswer: (answer) => {
        // The new line begins where the old one is when threads see it.
        this.#follower.add(answer, localMonotonicUsec());
        if (this.#follower.line !== undefined && !this.#isOver) options.shared.write(this.#follower.line);
        this.#answeredUsec = localMonotonicUsec();
        this.#onAnswer();
      },
    });
  }

  /**
   * Follows from now on; resolves when it does so well enough to begin with.
   *
   * @throws `ERR_SYNTALOS_TIMEOUT` - the host does not answer
   */
  async begin(): Promise<void> {
    await this.#options.wire.flush();
    for (let i = 0; i < FIRST_ROUNDS; i++) await this.#askRound();
    if (this.#follower.line === undefined) {
      throw new SyntalosError(
        'ERR_SYNTALOS_TIMEOUT',
        `The host did not say its time, though it was asked ${FIRST_ROUNDS * ROUND} times`,
      );
    }
    void this.#goOn();
  }

  end(): void {
    this.#isOver = true;
    this.#asker.close();
  }

  async #goOn(): Promise<void> {
    for (;;) {
      await sleep(ROUND_MSEC);
      if (this.#isOver) return;
      await this.#askRound();
    }
  }

  async #askRound(): Promise<void> {
    for (let i = 0; i < ROUND && !this.#isOver; i++) {
      const answered = new Promise<void>((resolve) => (this.#onAnswer = resolve));
      this.#asker.ask();
      await endsWithin(answered, ANSWER_LIMIT_MSEC);
    }
    const { line, state } = this.#follower;
    if (line === undefined || this.#isOver) return;
    const silentUsec = localMonotonicUsec() - this.#answeredUsec;
    this.#options.onPoint({
      ...{ localUsec: line.localUsec, hostUsec: line.hostUsec, ...state },
      uncertaintyUsec: state.uncertaintyUsec + silentUsec * UNSEEN_DRIFT,
    });
  }
}
