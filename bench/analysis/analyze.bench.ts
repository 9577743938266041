/**
 * Frames that take 20 ms to analyse: in two threads, ordered, against this thread alone doing the
 * same to the same frames in place.
 *
 * The work is a count of rounds and not a time: two threads that only watched the clock would
 * look twice as fast on a single core, too.
 *
 * @module
 */
import { RingReader, RingWriter, createRing } from 'syntalos-mlink/shm';
import { DataType, Frame, codecOf } from 'syntalos-mlink/types';
import { Analysis, type AnalysisSource } from '#src/analysis/index';
import { compare, type Bench } from '../harness.ts';
import { analyze } from './fixtures/busy-20ms.js';

const FRAMES = 60;
const WORK_MSEC = 20;
const WIDTH = 640;
const HEIGHT = 480;
const codec = codecOf(DataType.Frame);

export const run: Bench = async () => {
  const rounds = calibrate();
  const expected = analyze(firstOf(filledRing(rounds)));
  const check = (result: unknown, seen: number): void => {
    if (result !== expected) throw new Error(`frame ${seen} has result ${String(result)}, not ${expected}`);
  };
  const analysis = new Analysis<Frame, number>({
    label: 'bench',
    dataType: DataType.Frame,
    moduleUrl: new URL('./fixtures/busy-20ms.js', import.meta.url),
    options: { workers: 2 },
    onClose: () => undefined,
    onError: (error) => {
      throw error;
    },
  });
  await analysis.whenLoaded();

  const inTwoThreads = async (): Promise<number> => {
    const reader = filledRing(rounds);
    const source = sourceOf(reader);
    let seen = 0;
    let finish: () => void = () => undefined;
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    analysis.onResult = (result) => {
      check(result, seen);
      if (++seen === FRAMES) finish();
    };
    analysis.begin();
    const since = performance.now();
    while (reader.tryNext()) {
      await analysis.take(source);
      reader.release();
    }
    await finished;
    const rate = (FRAMES * 1000) / (performance.now() - since);
    await analysis.end();
    return rate;
  };

  const inThisThread = (): number => {
    const reader = filledRing(rounds);
    let seen = 0;
    const since = performance.now();
    while (reader.tryNext()) {
      check(analyze(codec.decode(reader.memory, reader.offset, reader.byteLength)), seen++);
      reader.release();
    }
    return (seen * 1000) / (performance.now() - since);
  };

  const figure = await compare({
    bench: 'analyze',
    subject: `${WORK_MSEC} ms per frame in 2 threads, ordered`,
    unit: 'frames/s',
    ours: inTwoThreads,
    peer: { name: 'one thread', measure: inThisThread },
  });
  await analysis.close();
  return [figure];
};

/** A reader of a new ring that has all frames in it. */
function filledRing(rounds: number): RingReader {
  const ring = createRing({ capacityBytes: 2 * FRAMES * WIDTH * HEIGHT });
  const reader = RingReader.attach(ring);
  const writer = RingWriter.claim(ring);
  const frame = Frame.create({ width: WIDTH, height: HEIGHT });
  frame.data.set(frame.data.map((_, at) => at));
  frame.data[0] = rounds;
  for (; frame.index < FRAMES; frame.index++) {
    const offset = writer.tryReserve(codec.measure(frame));
    if (offset < 0) throw new Error(`the ring is full after ${frame.index} frames`);
    codec.encodeInto(frame, writer.memory, offset);
  }
  writer.commit();
  return reader;
}

function firstOf(reader: RingReader): Frame {
  reader.tryNext();
  return codec.decode(reader.memory, reader.offset, reader.byteLength);
}

function sourceOf(reader: RingReader): AnalysisSource<Frame> {
  return {
    sourceType: DataType.Frame,
    hold: () => reader.hold(),
    unhold: (record) => reader.unhold(record as ReturnType<typeof reader.hold>),
    borrowBytes: () => {
      const { memory, offset, byteLength } = reader;
      return memory.bytes.subarray(offset, offset + byteLength);
    },
    borrowItem: () => codec.decode(reader.memory, reader.offset, reader.byteLength),
  };
}

/** Rounds over a frame that take {@link WORK_MSEC} here. */
function calibrate(): number {
  const tried = 50;
  // A frame in a ring: on other memory the same code would be compiled to serve both.
  const frame = firstOf(filledRing(tried));
  let fastestMsec = Infinity;
  for (let attempt = 0; attempt < 20; attempt++) {
    const since = performance.now();
    analyze(frame);
    fastestMsec = Math.min(fastestMsec, performance.now() - since);
  }
  return Math.min(255, Math.max(1, Math.round((tried * WORK_MSEC) / fastestMsec)));
}
