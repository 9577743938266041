/**
 * Reader slots: how readers join and leave a ring while its writer runs.
 *
 * **Why a joiner is never overtaken.** The writer overwrites up to a limit that it computes now
 * and then from the slots: no further than a capacity beyond the oldest position still needed,
 * its own published position at that time, `P1`, among them. So it never overwrites anything from
 * `P1` on before it computes anew. A joiner makes its slot `joining` (J1), then loads the
 * published position `P` (J2), stores it in the slot (J3) and makes the slot `active` (J4). For
 * every limit the writer computed, in the one order of all atomic accesses:
 *
 *  - before J1: its `P1` was stored before J2 loads `P`, so `P1 <= P` and `P` is safe;
 *  - from J1 to J4: the writer sees `joining` and keeps its former limit, which is safe as above;
 *  - after J4: the writer sees `P` itself, or what the reader has moved on to.
 *
 * **Why a stale reader does no harm.** A removed reader that still runs finds a token other than
 * its own at its next release and throws. Should it lose the processor right between that look
 * and its store, it writes into the position word of its own epoch, and the next seven readers of
 * that slot use other ones.
 *
 * @module
 */
import { SyntalosError } from '../errors.ts';
import {
  DATA_BELL,
  GENERATION_COUNT,
  GENERATION_WORDS,
  GENERATIONS,
  MAX_READERS,
  PUBLISHED,
  PUBLISHED_GENERATION,
  PUBLISHED_SEQUENCE,
  SLOT_POSITION_COUNT,
  SLOT_POSITIONS,
  SLOT_SEQUENCE,
  SLOT_TOKEN,
  SLOT_WORDS,
  SLOTS,
  SLOTS_USED,
  SlotState,
  SPACE_BELL,
  SPACE_WAITING,
} from './layout.ts';
import { ring, ringIfWaiting } from './waiting.ts';

/**
 * A reader's place in a ring: plain data, to be sent to the thread that reads. The ring keeps
 * every record from the moment the ticket was made, whether or not a reader has attached by it.
 * One ticket is for one reader.
 */
export interface ReaderTicket {
  /** 0 to 15. */
  readonly slot: number;
  /** Distinguishes this use of the slot from earlier and later ones. */
  readonly token: number;
  /** Where reading begins. */
  readonly position: number;
  /** The generation that `position` lies in. */
  readonly generation: number;
}

const STATE_BITS = 3;

/** Word index of a slot's token. */
export function tokenIndex(slot: number): number {
  return SLOTS + slot * SLOT_WORDS + SLOT_TOKEN;
}

/** Word index of a slot's sequence number. */
export function sequenceIndex(slot: number): number {
  return SLOTS + slot * SLOT_WORDS + SLOT_SEQUENCE;
}

/** Word index of the position that a slot uses under `token`. */
export function positionIndex(slot: number, token: number): number {
  return SLOTS + slot * SLOT_WORDS + SLOT_POSITIONS + ((token >>> 2) % SLOT_POSITION_COUNT);
}

/** Whether a slot's token means free, joining or active, as a {@link SlotState}. */
export function slotState(token: number): number {
  return token & STATE_BITS;
}

/**
 * Joins the ring as a reader from the next record on; the head of this file has the proof.
 *
 * @throws ERR_SYNTALOS_RING_FULL - when all slots are taken
 */
export function joinRing(words: Int32Array): ReaderTicket {
  for (let slot = 0; slot < MAX_READERS; slot++) {
    raiseSlotsUsed(words, slot + 1);
    const free = Atomics.load(words, tokenIndex(slot));
    if (slotState(free) !== SlotState.free) continue;
    const joining = free | SlotState.joining;
    if (Atomics.compareExchange(words, tokenIndex(slot), free, joining) !== free) continue; // J1

    const { position, generation } = publishedPlace(words); // J2
    const token = free | SlotState.active;
    // For statistics. The writer stores its sequence before its position, so this may be one
    // batch ahead until the reader releases its first records.
    words[sequenceIndex(slot)] = Atomics.load(words, PUBLISHED_SEQUENCE);
    Atomics.store(words, positionIndex(slot, token), position); // J3
    // J4. It fails only when the owner removed the reader in the middle of joining.
    if (Atomics.compareExchange(words, tokenIndex(slot), joining, token) !== joining) continue;
    ringIfWaiting(words, SPACE_BELL, SPACE_WAITING); // the writer may have met `joining`
    return { slot, token, position, generation };
  }
  throw new SyntalosError(
    'ERR_SYNTALOS_RING_FULL',
    `Cannot join ring: all ${MAX_READERS} reader slots are taken; close or remove a reader first, or let a module pass items on to further readers`,
  );
}

/** Where a ring's writer stands. */
export interface WriterPlace {
  /** Position of the next record. */
  readonly head: number;
  /** Position up to which readers see records. */
  readonly published: number;
  /** Units of its generation. */
  readonly capacity: number;
}

/**
 * The position up to which the writer may write, as the readers are now; the head of this file proves it safe.
 *
 * @returns `undefined` when a reader joins at this moment: what was known before counts until it has its position
 */
export function writeLimit(
  words: Int32Array,
  { head, published, capacity }: WriterPlace,
): number | undefined {
  // The largest distance back from `head` to a position that is still needed.
  let farthest = (head - published) >>> 0;
  const slots = Atomics.load(words, SLOTS_USED);
  for (let slot = 0; slot < slots; slot++) {
    const token = Atomics.load(words, tokenIndex(slot));
    const state = slotState(token);
    if (state === SlotState.joining) return undefined;
    if (state === SlotState.free) continue;
    // Partner: the store of the slot's reader, after its last read of what it gives free.
    const distance = (head - Atomics.load(words, positionIndex(slot, token))) >>> 0;
    if (distance > farthest) farthest = distance;
  }
  // A reader in an earlier generation counts as if it were in this one: then it leaves less room
  // than there is, but never more.
  return (head + Math.max(0, capacity - farthest)) | 0;
}

/**
 * Frees a slot, for its reader as for the owner.
 *
 * @returns whether the slot still belonged to `token`
 */
export function leaveRing(words: Int32Array, slot: number, token: number): boolean {
  // The next epoch, free: no one can take the old token for the new one. Wraps after 2^30 uses.
  const free = ((token & ~STATE_BITS) + (STATE_BITS + 1)) | 0;
  const left = Atomics.compareExchange(words, tokenIndex(slot), token, free) === token;
  if (left) {
    ring(words, SPACE_BELL); // the writer may have waited for this reader
    ring(words, DATA_BELL); // the reader, if it was removed, learns of it
  }
  return left;
}

/** Raised before the slot is taken, so that a writer who scans up to it misses no taken slot. */
function raiseSlotsUsed(words: Int32Array, count: number): void {
  let used = Atomics.load(words, SLOTS_USED);
  while (used < count) used = Atomics.compareExchange(words, SLOTS_USED, used, count);
}

/** The published position, with the generation it lies in: positions alone do not tell. */
export function publishedPlace(words: Int32Array): { position: number; generation: number } {
  for (;;) {
    const generation = Atomics.load(words, PUBLISHED_GENERATION);
    const position = Atomics.load(words, PUBLISHED);
    // A changed generation leaves open in which of the two the position lies: look again. It
    // changes while the published position is the base of the new one (partner: the writer's
    // #publishGenerations), so that position alone counts as the new one's already.
    if (Atomics.load(words, PUBLISHED_GENERATION) !== generation) continue;
    const next = generation + 1;
    const crossed =
      next < Atomics.load(words, GENERATION_COUNT) &&
      words[GENERATIONS + next * GENERATION_WORDS] === position;
    return { position, generation: crossed ? next : generation };
  }
}
