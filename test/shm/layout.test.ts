import * as constants from '#src/shm/layout';
import * as runConstants from '#src/shm/run-state-layout';
import { RING_LAYOUT, RUN_STATE_LAYOUT, type LayoutField } from 'syntalos-mlink/shm';
import { test } from 'tap';

function field(layout: readonly LayoutField[], name: string): LayoutField {
  const found = layout.find((entry) => entry.name === name);
  if (found === undefined) throw new Error(`no field ${name}`);
  return found;
}

function overlaps(layout: readonly LayoutField[]): string[] {
  const sorted = [...layout].sort((a, b) => a.offset - b.offset);
  return sorted.flatMap((entry, at) => {
    const next = sorted[at + 1];
    return next !== undefined && entry.offset + entry.bytes > next.offset
      ? [`${entry.name}, ${next.name}`]
      : [];
  });
}

test('the ring table gives the offsets that the code uses', (t) => {
  const words = {
    magic: constants.MAGIC,
    layoutVersion: constants.LAYOUT_VERSION,
    startPosition: constants.START_POSITION,
    startSequence: constants.START_SEQUENCE,
    published: constants.PUBLISHED,
    publishedSequence: constants.PUBLISHED_SEQUENCE,
    publishedGeneration: constants.PUBLISHED_GENERATION,
    newest: constants.NEWEST,
    claimed: constants.CLAIMED,
    writerClaimed: constants.WRITER_CLAIMED,
    closed: constants.CLOSED,
    dataBell: constants.DATA_BELL,
    dataWaiting: constants.DATA_WAITING,
    spaceBell: constants.SPACE_BELL,
    spaceWaiting: constants.SPACE_WAITING,
    slotsUsed: constants.SLOTS_USED,
    generationCount: constants.GENERATION_COUNT,
    generations: constants.GENERATIONS,
  };
  for (const [name, word] of Object.entries(words)) t.equal(field(RING_LAYOUT, name).offset, word * 4, name);
  for (let slot = 0; slot < constants.MAX_READERS; slot++) {
    const first = (constants.SLOTS + slot * constants.SLOT_WORDS) * 4;
    t.equal(field(RING_LAYOUT, `slot${slot}.token`).offset, first + constants.SLOT_TOKEN * 4);
    t.equal(field(RING_LAYOUT, `slot${slot}.sequence`).offset, first + constants.SLOT_SEQUENCE * 4);
    t.equal(field(RING_LAYOUT, `slot${slot}.positions`).offset, first + constants.SLOT_POSITIONS * 4);
    t.equal(field(RING_LAYOUT, `slot${slot}.positions`).bytes, constants.SLOT_POSITION_COUNT * 4);
  }
  t.equal(RING_LAYOUT.length, Object.keys(words).length + 3 * constants.MAX_READERS, 'nothing else is there');
  t.end();
});

test('fields of a ring lie in the header and do not overlap', (t) => {
  t.same(overlaps(RING_LAYOUT), []);
  for (const { name, offset, bytes } of RING_LAYOUT) {
    t.equal(offset % 4, 0, name);
    t.ok(offset + bytes <= constants.HEADER_BYTES, name);
  }
  t.end();
});

test('hot words of different writers lie 64 bytes apart', (t) => {
  const line = (name: string): number => Math.floor(field(RING_LAYOUT, name).offset / 64);
  const hot = ['magic', 'published', 'closed', 'dataBell', 'spaceBell', 'slotsUsed', 'generationCount'];
  for (let slot = 0; slot < constants.MAX_READERS; slot++) hot.push(`slot${slot}.token`);
  t.equal(new Set(hot.map(line)).size, hot.length);
  for (let slot = 0; slot < constants.MAX_READERS; slot++) {
    t.equal(line(`slot${slot}.token`), line(`slot${slot}.positions`), 'a slot is one cache line');
    t.equal(field(RING_LAYOUT, `slot${slot}.token`).offset % 64, 0);
  }
  t.end();
});

test('the run state table gives the offsets that the code uses', (t) => {
  t.same(overlaps(RUN_STATE_LAYOUT), []);
  const words = {
    magic: runConstants.MAGIC,
    layoutVersion: runConstants.LAYOUT_VERSION,
    phase: runConstants.PHASE,
    runEpoch: runConstants.RUN_EPOCH,
    stopRequest: runConstants.STOP_REQUEST,
    threads: runConstants.THREADS,
    callbackId: runConstants.CALLBACK_ID,
    callbackSequence: runConstants.CALLBACK_SEQUENCE,
  };
  for (const [name, word] of Object.entries(words)) {
    t.equal(field(RUN_STATE_LAYOUT, name).offset, word * 4, name);
  }
  t.equal(field(RUN_STATE_LAYOUT, 'startTime').offset, runConstants.START_TIME_F64 * 8);
  t.equal(field(RUN_STATE_LAYOUT, 'input0').offset, runConstants.PORTS_F64 * 8);
  t.equal(
    field(RUN_STATE_LAYOUT, 'output0').offset,
    (runConstants.PORTS_F64 + runConstants.MAX_PORTS * runConstants.PORT_F64) * 8,
  );
  const last = Math.max(...RUN_STATE_LAYOUT.map(({ offset, bytes }) => offset + bytes));
  t.equal(last, runConstants.RUN_STATE_BYTES);
  t.end();
});
