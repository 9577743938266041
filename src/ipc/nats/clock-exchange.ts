/**
 * Questions for the clock of another machine, and their answers.
 *
 * Both go the same way through the code of this process and of the other one, by one message each: what one way takes longer
 * than the other makes the clock wrong by half of that.
 *
 * @module
 */
import { randomUUID } from 'node:crypto';
import type { Wire } from './wire.ts';

/** A question and its answer; times in µs on the clock of the end that took them. */
export interface ClockAnswer {
  readonly sentUsec: number;
  readonly answeredUsec: number;
  readonly repliedUsec: number;
  readonly receivedUsec: number;
}

const MAGIC = 0x31_4b_4c_43; // "CLK1"
/** Magic and number of the question; then who asks, in a question, or two times as doubles, in an answer. */
const QUESTION_BYTES = 8;
const ANSWER_BYTES = 24;
const ID_CHARACTERS = /^[\da-f-]{36}$/;

/** Answers with the clock of this end. @returns ends that */
export function answerClock(wire: Wire, subject: string, nowUsec: () => number): () => void {
  return wire.subscribe(subject, (question) => {
    const answeredUsec = nowUsec();
    const asker = new TextDecoder().decode(question.subarray(QUESTION_BYTES));
    if (question.byteLength < QUESTION_BYTES || !ID_CHARACTERS.test(asker)) return;
    const asked = new DataView(question.buffer, question.byteOffset, QUESTION_BYTES);
    if (asked.getUint32(0, true) !== MAGIC) return;
    const answer = new Uint8Array(ANSWER_BYTES);
    const view = new DataView(answer.buffer);
    view.setUint32(0, MAGIC, true);
    view.setUint32(4, asked.getUint32(4, true), true);
    view.setFloat64(8, answeredUsec, true);
    view.setFloat64(16, nowUsec(), true);
    wire.publish(answerSubject(subject, asker), answer);
  });
}

/** Asks, and gets the answers as they come; one that is lost does not come. */
export class ClockAsker {
  readonly #wire: Wire;
  readonly #subject: string;
  readonly #nowUsec: () => number;
  readonly #id = randomUUID();
  readonly #unsubscribe: () => void;
  #number = 0;
  /** When the newest question left. */
  #sentUsec = 0;

  constructor(
    wire: Wire,
    options: {
      readonly subject: string;
      readonly nowUsec: () => number;
      readonly onAnswer: (answer: ClockAnswer) => void;
    },
  ) {
    const { subject, nowUsec, onAnswer } = options;
    this.#wire = wire;
    this.#subject = subject;
    this.#nowUsec = nowUsec;
    this.#unsubscribe = wire.subscribe(answerSubject(subject, this.#id), (bytes) => {
      const receivedUsec = nowUsec();
      if (bytes.byteLength !== ANSWER_BYTES) return;
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      // Only the newest question: an older one has waited.
      if (view.getUint32(0, true) !== MAGIC || view.getUint32(4, true) !== this.#number) return;
      const [answeredUsec, repliedUsec] = [view.getFloat64(8, true), view.getFloat64(16, true)];
      onAnswer({ sentUsec: this.#sentUsec, answeredUsec, repliedUsec, receivedUsec });
    });
  }

  ask(): void {
    const id = new TextEncoder().encode(this.#id);
    const question = new Uint8Array(QUESTION_BYTES + id.byteLength);
    question.set(id, QUESTION_BYTES);
    const view = new DataView(question.buffer);
    this.#number = (this.#number + 1) >>> 0;
    view.setUint32(0, MAGIC, true);
    view.setUint32(4, this.#number, true);
    this.#sentUsec = this.#nowUsec();
    this.#wire.publish(this.#subject, question);
  }

  close(): void {
    this.#unsubscribe();
  }
}

function answerSubject(subject: string, asker: string): string {
  return `${subject}.answer.${asker}`;
}
