import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { test } from 'tap';
import { EdlCollection, type EdlDataset } from 'syntalos-mlink/edl';
import { openRecording, type Recording, type TimeRange } from 'syntalos-mlink/recording';
import { VideoWriter } from '#src/video/index';
import type { VideoCodec } from '#src/video/video-codec';
import { Frame, type LineReading } from '#src/types/index';

const FRAMES = 90;
const PARTS = 3;
const SHAPE = { width: 64, height: 64, channels: 1, depth: 'u8' } as const;

/** Not steady, finer than Matroska keeps times, and with numbers missing. */
const timeOf = (index: number): number => 5000 + index * 50_000 + (index % 3) * 1117;
const numberOf = (index: number): number => index + Math.floor(index / 20);

async function makeRecording(
  folder: string,
  {
    codec,
    parts,
    restarts,
  }: { readonly codec: VideoCodec; readonly parts: number; readonly restarts?: boolean },
): Promise<Recording> {
  const made = await EdlCollection.create(join(folder, 'rec'));
  const dataset = await made.createDataset('film');
  dataset.setAttribute('video', { colored: false });
  for (let part = 0; part < parts; part++)
    await addPart(dataset, { codec, part, count: FRAMES / parts, restarts });
  await made.save();
  return openRecording(made.path);
}

async function addPart(
  dataset: EdlDataset,
  options: {
    readonly codec: VideoCodec;
    readonly part: number;
    readonly count: number;
    readonly restarts: boolean | undefined;
  },
): Promise<void> {
  const { codec, part, count, restarts = false } = options;
  const name = `film_${part + 1}`;
  const path = part === 0 ? dataset.setDataFile(`${name}.mkv`) : dataset.addDataFilePart(`${name}.mkv`);
  const frames = Array.from({ length: count }, (_, i) => {
    const place = part * count + i;
    const frame = Frame.create({
      ...SHAPE,
      index: restarts ? i : numberOf(place),
      timeUsec: timeOf(restarts ? i : place),
    });
    frame.data.fill(place);
    return frame;
  });
  await using writer = await VideoWriter.create(path, frames[0]!, {
    framerateHz: 20,
    codec,
    startUsec: frames[0]!.timeUsec,
  });
  for (const frame of frames) await writer.write(frame);
  await writer.close();
  const times = frames.map(({ index, timeUsec }) => `${index};${timeUsec}`).join('\n');
  const table =
    part === 0
      ? dataset.addAuxFile(`${name}_timestamps.csv`, { key: 'times' })
      : dataset.addAuxFilePart(`${name}_timestamps.csv`, { key: 'times' });
  writeFileSync(table, `frame;timestamp_usec\n${times}\n`);
}

type Stamp = readonly [index: number, timeUsec: number, value: number];

async function framesOf(recording: Recording, range: TimeRange): Promise<Stamp[]> {
  const found: Stamp[] = [];
  for await (const { index, timeUsec, data } of recording.frames('film', range)) {
    found.push([index, timeUsec, data[0]!]);
  }
  return found;
}

const range = fc
  .tuple(
    fc.integer({ min: -1, max: FRAMES + 2 }),
    fc.integer({ min: 0, max: 12 }),
    fc.constantFrom(0, 1, 5000),
  )
  .map(([from, count, shift]) => ({
    fromUsec: timeOf(from) + shift,
    toUsec: timeOf(from + count) + shift,
  }));

for (const { codec, parts, restarts } of [
  { codec: 'ffv1', parts: 1, restarts: false },
  { codec: 'ffv1', parts: PARTS, restarts: false },
  { codec: 'ffv1', parts: PARTS, restarts: true },
  { codec: 'h264', parts: 1, restarts: false },
  { codec: 'h264', parts: PARTS, restarts: false },
  { codec: 'av1', parts: 1, restarts: false },
] as const) {
  const what = `${codec} in ${parts} part${parts > 1 ? 's' : ''}${restarts ? ' whose times start again' : ''}`;
  test(`a range of a video (${what}) is what reading all of it gives there`, async (t) => {
    const recording = await makeRecording(t.testdir(), { codec, parts, restarts });
    const all = await framesOf(recording, {});
    t.equal(all.length, FRAMES);
    await fc.assert(
      fc.asyncProperty(range, async ({ fromUsec, toUsec }) => {
        t.strictSame(
          await framesOf(recording, { fromUsec, toUsec }),
          all.filter(([, timeUsec]) => timeUsec >= fromUsec && timeUsec < toUsec),
        );
      }),
      { numRuns: 20 },
    );
  });
}

test('a range of a signal, and of lines, is what reading all of it gives there', async (t) => {
  const recording = await openRecording(
    fileURLToPath(new URL('../../../test/vectors/zarr-3.1', import.meta.url)),
  );
  const stampsOf = async (range: TimeRange): Promise<number[]> => {
    const found: number[] = [];
    for await (const { timestamps } of recording.signals('numbers_u16', range))
      found.push(...[...timestamps].map(Number));
    return found;
  };
  const linesOf = async (range: TimeRange): Promise<LineReading[]> => {
    const found: LineReading[] = [];
    for await (const reading of recording.lines('oe-acq-ttl', range)) found.push(reading);
    return found;
  };
  const all = await stampsOf({});
  const allLines = await linesOf({});
  t.equal(all.length, 22_476);
  t.equal(allLines.length, 86);
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: -1000, max: 11_300_000 }),
      fc.nat(50_000),
      async (fromUsec, lengthUsec) => {
        const toUsec = fromUsec + lengthUsec;
        const isWithin = (timeUsec: number): boolean => timeUsec >= fromUsec && timeUsec < toUsec;
        t.strictSame(await stampsOf({ fromUsec, toUsec }), all.filter(isWithin));
        t.strictSame(
          await linesOf({ fromUsec, toUsec }),
          allLines.filter(({ timeUsec }) => isWithin(timeUsec)),
        );
      },
    ),
    { numRuns: 20 },
  );
});
