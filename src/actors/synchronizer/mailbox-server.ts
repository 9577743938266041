/**
 * The synchronizer actor's end of a mailbox.
 *
 * @module
 */
import { toErrorRecord } from '../../errors.ts';
import { defaultSpinUsec } from '../../shm/index.ts';
import { spinUntil } from '../../spin.ts';
import {
  ANSWER,
  ANSWER_LENGTH,
  ARGUMENTS_F64,
  DATA_LENGTH,
  MailboxState,
  OPERATION,
  OUTCOME,
  Outcome,
  REQUEST,
  STATE,
  STATUS_F64,
  type Operation,
  type StatusField,
} from './mailbox-layout.ts';
import { MailboxMemory } from './mailbox-memory.ts';

/** Longest stack that crosses, characters: an error must fit the smallest mailbox. */
const MAX_STACK = 8_000;

/** Takes requests and answers them, one at a time. Its waits block the thread. */
export class MailboxServer {
  readonly #memory: MailboxMemory;
  readonly #words: Int32Array;
  readonly #spinUsec = defaultSpinUsec();
  #answered: number;

  /** @throws `ERR_SYNTALOS_RING_LAYOUT` when the buffer holds no mailbox of this layout */
  constructor(buffer: SharedArrayBuffer) {
    this.#memory = new MailboxMemory(buffer);
    this.#words = this.#memory.words;
    this.#answered = Atomics.load(this.#words, ANSWER);
  }

  /** Whether it is to be served; a method, as any call may find it changed. */
  isOpen(): boolean {
    return Atomics.load(this.#words, STATE) === MailboxState.open;
  }

  /** Blocks until there is a request, for `limitMsec` ms at most; returns whether there is one. */
  waitForRequest(limitMsec: number): boolean {
    if (this.#hasRequest()) return true;
    if (spinUntil(() => this.#hasRequest(), this.#spinUsec)) return true;
    Atomics.wait(this.#words, REQUEST, this.#answered, limitMsec); // partner: the caller's notify
    return this.#hasRequest();
  }

  // ---- the request: valid until it is answered ----

  get operation(): Operation {
    return this.#words[OPERATION] as Operation;
  }

  get dataLength(): number {
    return this.#words[DATA_LENGTH]!;
  }

  argument(at: number): number {
    return this.#memory.header[ARGUMENTS_F64 + at]!;
  }

  /** Data in place, as doubles, indices or bytes. */
  get data(): Pick<MailboxMemory, 'doubles' | 'indices' | 'bytes'> {
    return this.#memory;
  }

  // ---- the answer ----

  setStatus(field: StatusField, value: number): void {
    this.#memory.header[STATUS_F64 + field] = value;
  }

  answer(accepted: boolean): void {
    this.#end(accepted ? Outcome.done : Outcome.refused);
  }

  answerError(error: unknown): void {
    const { stack, ...record } = toErrorRecord(error);
    const text = JSON.stringify(
      stack === undefined ? record : { ...record, stack: stack.slice(0, MAX_STACK) },
    );
    const { bytes } = this.#memory;
    const encoded = new TextEncoder().encode(text);
    // Nothing but an absurdly long message does not fit; the caller then hears that it cannot be read.
    const length = Math.min(encoded.byteLength, bytes.byteLength);
    bytes.set(encoded.subarray(0, length));
    this.#words[ANSWER_LENGTH] = length;
    this.#end(Outcome.failed);
  }

  #end(outcome: Outcome): void {
    this.#words[OUTCOME] = outcome;
    this.#answered = Atomics.load(this.#words, REQUEST);
    Atomics.store(this.#words, ANSWER, this.#answered); // partner: the caller's load after its wait
    Atomics.notify(this.#words, ANSWER);
  }

  #hasRequest(): boolean {
    return Atomics.load(this.#words, REQUEST) !== this.#answered;
  }
}

/** The owner's only right: says that the mailbox is no longer served, and wakes both ends. */
export function endMailbox(buffer: SharedArrayBuffer, state: 'closed' | 'dead'): void {
  const { words } = new MailboxMemory(buffer);
  // A mailbox that was closed in order stays so, however its thread ends.
  Atomics.compareExchange(words, STATE, MailboxState.open, MailboxState[state]);
  Atomics.notify(words, REQUEST);
  Atomics.notify(words, ANSWER);
}
