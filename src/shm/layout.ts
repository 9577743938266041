/**
 * The layout of a ring in shared memory: one table, and the constants that the code uses.
 *
 * A ring is one growable SharedArrayBuffer: a header of {@link HEADER_BYTES} bytes, then the
 * data regions of its *generations*, one behind the other. A generation is never moved, shrunk or
 * used again, so a view of it stays valid; a record too large for the newest generation makes a
 * larger one.
 *
 * *Positions* are free-running u32 counters in units of 8 bytes. They go on across generations
 * and wrap at 2^32 units (32 GiB); the place of position `p` in a region of `c` units, a power of
 * two, is `p & (c - 1)`. Positions are kept as int32 and compared by their wrapped difference.
 *
 * A *record* starts at a position: an 8-byte record header (see {@link RECORD_KIND_SHIFT}), then
 * its payload, never wrapped around the end of the region, padded to a multiple of 8 bytes.
 *
 * Words of different writers lie 64 bytes apart, so that a store of one does not take the cache
 * line of another.
 *
 * @module
 */

/** One entry of the layout table. */
export interface LayoutField {
  readonly name: string;
  /** Bytes from the start of the buffer. */
  readonly offset: number;
  readonly bytes: number;
  readonly type: 'u32' | 'u32[]' | 'f64' | 'f64[]';
  /** Who stores it. */
  readonly writer: string;
  /** Who loads it. */
  readonly reader: string;
  /** How accesses are ordered: plain, atomic, or published by another word. */
  readonly ordering: string;
  readonly meaning: string;
}

/** First word of a ring: the bytes `SyRg`, read as a little-endian u32. */
export const RING_MAGIC = 0x6752_7953;
/** Changes with any change of this file. */
export const RING_LAYOUT_VERSION = 1;

/** Bytes of one position unit. */
export const UNIT_BYTES = 8;
/** Bytes of the record header. */
export const RECORD_HEADER_BYTES = 8;
/** Most readers that a ring serves at once. */
export const MAX_READERS = 16;
/** Most generations; capacities at least double from one to the next, so 20 are enough. */
export const MAX_GENERATIONS = 20;

// Indices of 32-bit words from the start of the buffer.

/** {@link RING_MAGIC}. */
export const MAGIC = 0;
/** {@link RING_LAYOUT_VERSION}. */
export const LAYOUT_VERSION = 1;
/** Position of the first record ever written. */
export const START_POSITION = 2;
/** Sequence number of the first record ever written. */
export const START_SEQUENCE = 3;

/** Everything before this position may be read. */
export const PUBLISHED = 16;
/** Sequence number of the next record to be published. */
export const PUBLISHED_SEQUENCE = 17;
/** Generation that {@link PUBLISHED} lies in. */
export const PUBLISHED_GENERATION = 18;
/** Units from the start of the buffer to the newest record; 0 before the first. */
export const NEWEST = 19;
/** Everything before this position may be overwritten. */
export const CLAIMED = 20;

/** 1 while the ring has a writer. */
export const WRITER_CLAIMED = 32;
/** 1 from the moment that no more records follow. */
export const CLOSED = 33;

/** Changes whenever those who wait for data must look again. */
export const DATA_BELL = 48;
/** 1 when someone may wait on {@link DATA_BELL}. */
export const DATA_WAITING = 49;

/** Changes whenever a writer who waits for space must look again. */
export const SPACE_BELL = 64;
/** 1 when the writer may wait on {@link SPACE_BELL}. */
export const SPACE_WAITING = 65;

/** Slots below this index have been used at least once. */
export const SLOTS_USED = 80;

/** Number of generations. */
export const GENERATION_COUNT = 96;
/** First entry of the generation table. */
export const GENERATIONS = 100;
/** Words of one entry: base position, unit offset in the buffer, capacity in units. */
export const GENERATION_WORDS = 3;

/** First reader slot, on a cache line of its own like all slots. */
export const SLOTS = 160;
/** Words of one slot. */
export const SLOT_WORDS = 16;
/** In a slot: its token, which is `epoch << 2 | state`. */
export const SLOT_TOKEN = 0;
/** In a slot: sequence number of the next record to be released. */
export const SLOT_SEQUENCE = 1;
/** In a slot: the first of {@link SLOT_POSITION_COUNT} positions, used in turn by its epochs. */
export const SLOT_POSITIONS = 8;
/** Positions of a slot: epoch `e` owns number `e % 8`. */
export const SLOT_POSITION_COUNT = 8;

/** Bytes before the first data region: a multiple of the page size, so that regions are aligned. */
export const HEADER_BYTES = 4096;

/** States of a slot: the two low bits of its token. */
export const SlotState = { free: 0, joining: 1, active: 2 } as const;

/** First word of a record header: kind in the two high bits, payload bytes below. */
export const RECORD_KIND_SHIFT = 30;
/** The bits of the first record header word that hold the payload length in bytes. */
export const RECORD_LENGTH_MASK = 0x3fff_ffff;
/**
 * Kinds of records. `data` is 0 so that the header of a data record is its length. `pad` fills
 * the region up to its end; after `nextGeneration` the next record is the first of the next one.
 */
export const RecordKind = { data: 0, pad: 1, nextGeneration: 2 } as const;

/** What native code that moves records must agree on with this package. */
export const RECORD_LAYOUT: Readonly<
  Record<
    'recordHeaderBytes' | 'recordKindShift' | 'recordLengthMask' | 'recordKindData' | 'recordKindLastMark',
    number
  >
> = {
  recordHeaderBytes: RECORD_HEADER_BYTES,
  recordKindShift: RECORD_KIND_SHIFT,
  recordLengthMask: RECORD_LENGTH_MASK,
  recordKindData: RecordKind.data,
  recordKindLastMark: RecordKind.nextGeneration,
};

/** Units of a record of `byteLength` payload bytes, with its header. */
export function recordUnits(byteLength: number): number {
  return 1 + ((byteLength + (UNIT_BYTES - 1)) >>> 3);
}

function words(
  name: string,
  at: number,
  count: number,
  access: Pick<LayoutField, 'writer' | 'reader' | 'ordering' | 'meaning'>,
): LayoutField {
  return { name, offset: at * 4, bytes: count * 4, type: count === 1 ? 'u32' : 'u32[]', ...access };
}

const creator = { writer: 'creator', reader: 'all', ordering: 'plain, before the buffer is shared' };
const byWriter = { writer: 'writer' };

/** The header of a ring, field by field. */
export const RING_LAYOUT: readonly LayoutField[] = [
  words('magic', MAGIC, 1, { ...creator, meaning: 'the bytes "SyRg"' }),
  words('layoutVersion', LAYOUT_VERSION, 1, { ...creator, meaning: 'version of this table' }),
  words('startPosition', START_POSITION, 1, { ...creator, meaning: 'position of the first record' }),
  words('startSequence', START_SEQUENCE, 1, { ...creator, meaning: 'sequence number of the first record' }),

  words('published', PUBLISHED, 1, {
    ...byWriter,
    reader: 'readers, joiners, observers',
    ordering: 'atomic store after the records, atomic load before them',
    meaning: 'records before this position may be read',
  }),
  words('publishedSequence', PUBLISHED_SEQUENCE, 1, {
    ...byWriter,
    reader: 'joiners, statistics',
    ordering: 'plain, published by published',
    meaning: 'sequence number of the next record to be published',
  }),
  words('publishedGeneration', PUBLISHED_GENERATION, 1, {
    ...byWriter,
    reader: 'joiners',
    ordering: 'atomic, stored while published equals the base of that generation',
    meaning: 'index of the generation that published lies in',
  }),
  words('newest', NEWEST, 1, {
    ...byWriter,
    reader: 'observers',
    ordering: 'atomic store before published, atomic load after it',
    meaning: 'unit offset in the buffer of the newest published record, 0 for none',
  }),
  words('claimed', CLAIMED, 1, {
    ...byWriter,
    reader: 'observers',
    ordering: 'atomic exchange before the region is written, atomic or after it was read',
    meaning: 'data more than a capacity before this position may be overwritten',
  }),

  words('writerClaimed', WRITER_CLAIMED, 1, {
    writer: 'writer (1), owner (0)',
    reader: 'writers, owner',
    ordering: 'atomic compare-exchange; atomic store once the writer is done',
    meaning: '1 while the ring has a writer',
  }),
  words('closed', CLOSED, 1, {
    writer: 'writer, owner',
    reader: 'all',
    ordering: 'atomic store after published, atomic load before it',
    meaning: '1 once no more records follow',
  }),

  words('dataBell', DATA_BELL, 1, {
    writer: 'writer, owner, closing readers',
    reader: 'readers, observers',
    ordering: 'atomic add, then notify; atomic wait',
    meaning: 'changes when those who wait for data must look again',
  }),
  words('dataWaiting', DATA_WAITING, 1, {
    writer: 'readers and observers (1), writer (0)',
    reader: 'writer',
    ordering: 'atomic store before the last look, atomic load after published',
    meaning: '1 where someone may wait on dataBell',
  }),
  words('spaceBell', SPACE_BELL, 1, {
    writer: 'readers, owner',
    reader: 'writer',
    ordering: 'atomic add, then notify; atomic wait',
    meaning: 'changes when a writer who waits for space must look again',
  }),
  words('spaceWaiting', SPACE_WAITING, 1, {
    writer: 'writer (1), readers (0)',
    reader: 'readers',
    ordering: 'atomic store before the last look, atomic load after a slot changed',
    meaning: '1 where the writer may wait on spaceBell',
  }),

  words('slotsUsed', SLOTS_USED, 1, {
    writer: 'joiners',
    reader: 'writer, statistics',
    ordering: 'atomic, raised before a slot is taken',
    meaning: 'slots from this one on were never used',
  }),

  words('generationCount', GENERATION_COUNT, 1, {
    ...byWriter,
    reader: 'readers, observers, statistics',
    ordering: 'atomic store after the entry',
    meaning: 'entries of the generation table that are valid',
  }),
  words('generations', GENERATIONS, MAX_GENERATIONS * GENERATION_WORDS, {
    ...byWriter,
    reader: 'readers, observers, statistics',
    ordering: 'plain, published by generationCount',
    meaning: 'per generation: base position, unit offset in the buffer, capacity in units',
  }),

  ...Array.from({ length: MAX_READERS }, (_, slot): LayoutField[] => [
    words(`slot${slot}.token`, SLOTS + slot * SLOT_WORDS + SLOT_TOKEN, 1, {
      writer: 'joiner, owner, its reader',
      reader: 'writer, its reader, statistics',
      ordering: 'atomic compare-exchange',
      meaning: 'epoch << 2 | state (0 free, 1 joining, 2 active)',
    }),
    words(`slot${slot}.sequence`, SLOTS + slot * SLOT_WORDS + SLOT_SEQUENCE, 1, {
      writer: 'its reader',
      reader: 'statistics',
      ordering: 'plain, stored before the position',
      meaning: 'sequence number of the next record to be released',
    }),
    words(`slot${slot}.positions`, SLOTS + slot * SLOT_WORDS + SLOT_POSITIONS, SLOT_POSITION_COUNT, {
      writer: 'its reader (its joiner first)',
      reader: 'writer, statistics',
      ordering: 'atomic store after the last read of what it gives free, atomic load before overwriting',
      meaning: 'records from here on are still needed; epoch e uses number e % 8',
    }),
  ]).flat(),
];
