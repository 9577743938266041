/**
 * Times of a stream that go on steadily: a bad one must not hold the stream for decades.
 *
 * @module
 */
import { DataType, type FrameFields, type MetaMap } from '../types/index.ts';
import type { RecordedItem, RecordedStream, TimedItem } from './recorded-stream.ts';

/** What is known of a stream's times. */
export interface SteadyTimesOptions {
  /** The stream, as messages begin: `Table "events"`. */
  readonly what: string;
  /** How long the recording is, if it is known. */
  readonly lengthUsec?: number | undefined;
  /** When the recording began, µs since 1970, if it is known. */
  readonly beganUsec?: number | undefined;
  /** Items of times from 0 up to before this one were left out. */
  readonly fromUsec?: number;
  readonly onWarning: (text: string) => void;
}

/** Nothing of a recording is this long apart. */
const LONGEST_GAP_USEC = 24 * 3600e6;
/** A recording's streams may begin before and end after it by this. */
const LENGTH_SLACK_USEC = 60e6;
/** A stream's own clock may be behind that of the recording, which is told to the second. */
const BEGIN_SLACK_USEC = 10e6;
/** Times that are out of order by less than this are as a source may have them. */
const JITTER_USEC = 10e6;
/** A clock that starts again does so near 0. */
const RESTART_SHARE = 0.1;
const RESTART_USEC = 1e6;

/** By how much times are moved, as of the last item. */
interface Course {
  offsetUsec: number;
  lastUsec: number;
}

/**
 * Gives the items with times that can be waited for. Times since 1970 are moved by when the
 * recording began, so that streams beside each other stay so; others that are far from the recording's are moved so
 * that they start with it. After a jump of more than a day, or than the
 * recording is long, or where a clock started again, they go on from where they were; a single time that
 * is out of line counts as that of the item before. Each kind is said once, with the item where it began.
 */
export async function* steadyTimes<T>(
  items: AsyncIterable<TimedItem<T>>,
  options: SteadyTimesOptions,
): AsyncGenerator<TimedItem<T>, void, undefined> {
  const { lengthUsec, beganUsec, fromUsec = 0 } = options;
  const limitUsec = longestJumpUsec(lengthUsec);
  const warn = oncePerKind(options);
  let course: Course | undefined;
  let number = 0;
  for await (const [item, next] of withNext(items)) {
    number++;
    course ??= startOf([item.timeUsec, next?.timeUsec], { limitUsec, beganUsec, fromUsec, warn });
    const isSpike = next !== undefined && isOutOfLine(item.timeUsec, next.timeUsec, course);
    const timeUsec = isSpike ? course.lastUsec : follow(course, item.timeUsec, { limitUsec, lengthUsec });
    if (isSpike) {
      warn(
        'spike',
        `the time of item ${number} is out of line by ${secondsOf(item.timeUsec - course.lastUsec)}: it counts as that of the item before`,
      );
    } else if (timeUsec === undefined) {
      warn(
        'jump',
        `times jump by ${secondsOf(item.timeUsec + course.offsetUsec - course.lastUsec)} at item ${number}: they go on from where they were`,
      );
      course.offsetUsec = course.lastUsec - item.timeUsec;
    } else if (timeUsec < course.lastUsec) {
      warn(
        'back',
        `times go back by ${secondsOf(course.lastUsec - timeUsec)} at item ${number}: items keep their order`,
      );
    }
    const steadyUsec = timeUsec ?? course.lastUsec;
    course.lastUsec = Math.max(course.lastUsec, steadyUsec);
    yield { ...item, timeUsec: steadyUsec };
  }
}

/** No stream of a recording jumps further, nor begins later. */
function longestJumpUsec(lengthUsec: number | undefined): number {
  return lengthUsec === undefined ? LONGEST_GAP_USEC : lengthUsec * 1.5 + LENGTH_SLACK_USEC;
}

type WarningKind = 'start' | 'spike' | 'jump' | 'back';

function oncePerKind({ what, onWarning }: SteadyTimesOptions): (kind: WarningKind, text: string) => void {
  const said = new Set<WarningKind>();
  return (kind, text) => {
    if (said.has(kind)) return;
    said.add(kind);
    onWarning(`${what}: ${text}`);
  };
}

/** Where times begin: as they are, or moved to the recording's. */
function startOf(
  [firstUsec, nextUsec = firstUsec]: readonly [number, number | undefined],
  {
    limitUsec,
    beganUsec,
    fromUsec,
    warn,
  }: {
    readonly limitUsec: number;
    readonly beganUsec: number | undefined;
    readonly fromUsec: number;
    readonly warn: (kind: WarningKind, text: string) => void;
  },
): Course {
  if (Math.abs(firstUsec) <= limitUsec) return { offsetUsec: 0, lastUsec: Math.min(fromUsec, firstUsec) };
  // A lone first time says nothing of the others.
  const isSince1970 =
    beganUsec !== undefined &&
    [firstUsec, nextUsec].every(
      (timeUsec) => timeUsec >= beganUsec - BEGIN_SLACK_USEC && timeUsec <= beganUsec + limitUsec,
    );
  if (isSince1970) {
    warn(
      'start',
      `its times are since 1970, from ${new Date(firstUsec / 1000).toISOString()} on: they count from when the recording was made, ${new Date(beganUsec / 1000).toISOString()}, and are as exact beside other streams as that and the two clocks are`,
    );
    return { offsetUsec: -Math.min(beganUsec, firstUsec), lastUsec: 0 };
  }
  warn(
    'start',
    `its first time is ${secondsOf(firstUsec)}${dateOf(firstUsec)}, no time of this recording: times count from the first one`,
  );
  return { offsetUsec: -firstUsec, lastUsec: 0 };
}

/** A lone time far ahead or behind: without it, times go on. */
function isOutOfLine(rawUsec: number, nextUsec: number, { offsetUsec, lastUsec }: Course): boolean {
  const timeUsec = rawUsec + offsetUsec;
  const next = nextUsec + offsetUsec;
  if (next < lastUsec) return false;
  return (
    (timeUsec - next > JITTER_USEC && timeUsec - lastUsec > JITTER_USEC) || lastUsec - timeUsec > JITTER_USEC
  );
}

/**
 * The time of the next item: as times are moved now, or as they were recorded if that is where the
 * stream was expected to be.
 *
 * @returns `undefined` if neither can be
 */
function follow(
  course: Course,
  rawUsec: number,
  {
    limitUsec,
    lengthUsec = Infinity,
  }: { readonly limitUsec: number; readonly lengthUsec: number | undefined },
): number | undefined {
  const timeUsec = rawUsec + course.offsetUsec;
  const isRestart =
    course.lastUsec - timeUsec > RESTART_USEC &&
    rawUsec <= course.lastUsec * RESTART_SHARE &&
    course.lastUsec < lengthUsec;
  if (!isRestart && Math.abs(timeUsec - course.lastUsec) <= limitUsec) return timeUsec;
  const isPlain = rawUsec >= course.lastUsec && rawUsec - course.lastUsec <= limitUsec;
  if (!isPlain) return undefined;
  course.offsetUsec = 0;
  return rawUsec;
}

function secondsOf(usec: number): string {
  return `${Number((usec / 1e6).toPrecision(6))} s`;
}

function dateOf(usec: number): string {
  const isDate = usec > 1e15 && usec < 4e15;
  return isDate ? ` (${new Date(usec / 1000).toISOString()})` : '';
}

async function* withNext<T>(
  items: AsyncIterable<TimedItem<T>>,
): AsyncGenerator<readonly [TimedItem<T>, TimedItem<T> | undefined], void, undefined> {
  let held: TimedItem<T> | undefined;
  try {
    for await (const item of items) {
      if (held !== undefined) yield [held, item];
      held = item;
    }
  } catch (error) {
    // What came before the damage is played.
    if (held !== undefined) yield [held, undefined];
    throw error;
  }
  if (held !== undefined) yield [held, undefined];
}

/** A stream whose times can be waited for; frames get them as their own. */
export class SteadyStream implements RecordedStream {
  readonly dataType: DataType;
  readonly metadata: MetaMap;
  readonly #stream: RecordedStream;
  readonly #options: SteadyTimesOptions;

  constructor(stream: RecordedStream, options: SteadyTimesOptions) {
    this.dataType = stream.dataType;
    this.metadata = stream.metadata;
    this.#stream = stream;
    this.#options = options;
  }

  async *items(fromUsec = 0): AsyncGenerator<TimedItem<RecordedItem>, void, undefined> {
    // Beyond this, times may be those of a clock that jumped: what is before them shows it.
    const skippedUsec = fromUsec <= longestJumpUsec(this.#options.lengthUsec) ? Math.max(0, fromUsec) : 0;
    const items = this.#stream.items(skippedUsec);
    for await (const { timeUsec, item } of steadyTimes(items, { ...this.#options, fromUsec: skippedUsec })) {
      const isFrame = this.dataType === DataType.Frame;
      const isMoved = isFrame && (item as FrameFields).timeUsec !== timeUsec;
      yield { timeUsec, item: isMoved ? { ...(item as FrameFields), timeUsec } : item };
    }
  }

  close(): Promise<void> {
    return this.#stream.close();
  }
}
