/**
 * The module's log: its standard error, which Syntalos captures.
 *
 * @module
 */
import { write } from 'node:fs';
import { sleep } from '../../../deadline.ts';
import { logLineOf } from '../../log-lines.ts';

/** Bytes that wait to be written at most: nobody reads the pipe in some phases of a module's life. */
const MAX_WAITING_BYTES = 256 * 1024;
const STDERR = 2;

/**
 * Writes lines to the process's standard error from any thread, without ever blocking it.
 *
 * `console.error` of a module thread goes through the main thread, which the user's code may hold;
 * a synchronous write blocks as soon as the pipe is full (wire protocol, section 1).
 */
export class LogWriter {
  #waiting: string[] = [];
  #waitingBytes = 0;
  #dropped = 0;
  #isWriting = false;

  /** Queues a text of one or more lines. Lines that the queue has no room for are counted. */
  write(text: string): void {
    const bytes = Buffer.byteLength(text) + 1;
    if (this.#waitingBytes + bytes > MAX_WAITING_BYTES) {
      this.#dropped++;
      return;
    }
    this.#waiting.push(`${text}\n`);
    this.#waitingBytes += bytes;
    if (!this.#isWriting) this.#writeNext();
  }

  /** Waits until all is written, or the limit has come: nobody may read it any more. */
  async flush(limitMsec: number): Promise<void> {
    const deadline = performance.now() + limitMsec;
    while (this.#isWriting && performance.now() < deadline) {
      await sleep(1);
    }
  }

  #writeNext(): void {
    if (this.#dropped > 0 && this.#waiting.length === 0) {
      const message = `${this.#dropped} lines of the log were dropped: nobody read it`;
      this.#waiting.push(`${logLineOf({ kind: 'warning', message })}\n`);
      this.#dropped = 0;
    }
    const text = this.#waiting.join('');
    this.#waiting = [];
    this.#isWriting = text !== '';
    if (this.#isWriting) this.#writeBytes(Buffer.from(text));
  }

  #writeBytes(bytes: Buffer): void {
    write(STDERR, bytes, (error, written) => {
      if (error?.code === 'EAGAIN') {
        setTimeout(() => this.#writeBytes(bytes), 10).unref();
        return;
      }
      if (error === null && written < bytes.byteLength) {
        this.#writeBytes(bytes.subarray(written));
        return;
      }
      // A log that cannot be written has no other place to say so.
      this.#waitingBytes = this.#waiting.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
      this.#writeNext();
    });
  }
}
