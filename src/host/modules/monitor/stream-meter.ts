/**
 * How fast the items of one stream come.
 *
 * @module
 */
import { DataType, type FrameFields } from '../../../types/index.ts';
import { describeItem } from './describe-item.ts';

/** How often the text of the newest item is made: it costs more than looking at an item. */
const DESCRIBE_MSEC = 50;

/** How fast items come, and what the newest one is. Times are ms of any steady clock. */
export class StreamMeter {
  readonly #dataType: DataType;
  /** Items seen; for frames, one more than the index of the newest: those skipped count, too. */
  #count = 0;
  #text = 'nothing yet';
  #describedAtMsec = -Infinity;
  #rateCount = 0;
  #rateSinceMsec: number;

  constructor(dataType: DataType, nowMsec: number) {
    this.#dataType = dataType;
    this.#rateSinceMsec = nowMsec;
  }

  /** Takes note of an item; keeps none of its memory. */
  note(item: unknown, nowMsec: number): void {
    this.#count = this.#dataType === DataType.Frame ? (item as FrameFields).index + 1 : this.#count + 1;
    if (nowMsec - this.#describedAtMsec < DESCRIBE_MSEC) return;
    this.#describedAtMsec = nowMsec;
    this.#text = describeItem(this.#dataType, item);
  }

  /** One line: the rate since the last call, and the newest item. */
  line(nowMsec: number): string {
    const elapsedSec = (nowMsec - this.#rateSinceMsec) / 1000;
    const rate = elapsedSec > 0 ? (this.#count - this.#rateCount) / elapsedSec : 0;
    this.#rateCount = this.#count;
    this.#rateSinceMsec = nowMsec;
    return `${rate.toFixed(1)}/s, ${this.#text}`;
  }
}
