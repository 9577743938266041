import { TsyncReader, timesToNumbers, type TsyncSink } from 'syntalos-mlink/timing';

/** Collects what a writer writes, and remembers where each of its writes ended. */
export class MemorySink implements TsyncSink {
  readonly name = 'memory.tsync';
  readonly ends: number[] = [];
  closed = false;
  #bytes = Buffer.alloc(0);

  write(bytes: Uint8Array): void {
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    this.ends.push(this.#bytes.length);
  }

  close(): void {
    this.closed = true;
  }

  get bytes(): Buffer {
    return this.#bytes;
  }

  /** All entries as number pairs. */
  async entries(): Promise<[number, number][]> {
    const reader = await TsyncReader.fromBytes(this.#bytes, this.name);
    const { time1, time2 } = reader.readAll();
    const second = timesToNumbers(time2);
    return Array.from(timesToNumbers(time1), (time, i) => [time, second[i] ?? NaN]);
  }
}
