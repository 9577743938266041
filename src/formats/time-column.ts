/**
 * The column of a table that holds the times of its rows.
 *
 * @module
 */

/** µs per unit, by the words that name units. */
const USEC_PER_UNIT: ReadonlyMap<string, number> = new Map(
  (
    [
      [1e-3, 'ns nsec nanos nanosec nanosecs nanosecond nanoseconds'],
      [1, 'us µs usec usecs micros microsec microsecs microsecond microseconds'],
      [1e3, 'ms msec msecs millis millisec millisecs millisecond milliseconds'],
      [1e6, 's sec secs second seconds'],
      [60e6, 'min mins minute minutes'],
      [3600e6, 'h hr hrs hour hours'],
    ] as const
  ).flatMap(([usec, names]) => names.split(' ').map((name) => [name, usec] as const)),
);

/** Words that say that a column holds times. */
const TIME_WORDS: ReadonlySet<string> = new Set(
  (
    'time times timestamp timestamps timestep datetime rectime recordtime frametime devicetime mastertime ' +
    'systime systemtime walltime realtime unixtime epochtime starttime eventtime stamp'
  ).split(' '),
);

/** Words beside `time` that make a duration of it, or nothing of the kind. */
const OTHER_WORDS: ReadonlySet<string> = new Set(
  (
    'run up down life over exposure integration reaction response dwell duration delay wait waiting latency lag rise ' +
    'fall processing computation cpu transit travel delta diff difference interval inter zone out period constant ' +
    'bin cycle dead decay half hold idle lead off on open per remaining rest service settling shutter stay total trial ' +
    // Units that are none of ours.
    'day days week weeks fortnight fortnights month months year years frames samples ticks'
  ).split(' '),
);

/** A column that may hold times. */
export interface TimeColumn {
  readonly index: number;
  readonly name: string;
  /** µs per unit as the column's name says; `undefined` if it names no unit. */
  readonly usecPerUnit: number | undefined;
}

/**
 * Names of units as settings and headers have them.
 *
 * @returns µs per unit, `undefined` for a word that names none
 */
export function usecPerUnitOf(word: string): number | undefined {
  return USEC_PER_UNIT.get(word.toLowerCase().replace('μ', 'µ'));
}

/**
 * Finds the columns of a table that may hold the times of its rows, likeliest first: times of the
 * master, then in the order of the table.
 *
 * @param header - the table's column names
 */
export function findTimeColumns(header: readonly string[]): readonly TimeColumn[] {
  const found: TimeColumn[] = [];
  for (const [index, name] of header.entries()) {
    const words = wordsOf(name);
    if (isTimeName(words) || isBareUnit(words, header))
      found.push({ index, name, usecPerUnit: unitIn(words) });
  }
  const isMaster = ({ name }: TimeColumn): boolean => /master/i.test(name);
  return [...found.filter(isMaster), ...found.filter((column) => !isMaster(column))];
}

/**
 * The column with a name, whatever its case.
 *
 * @returns `undefined` if there is none
 */
export function timeColumnNamed(header: readonly string[], name: string): TimeColumn | undefined {
  const plain = (text: string): string => text.trim().toLowerCase();
  const index = header.findIndex((each) => plain(each) === plain(name));
  return index < 0
    ? undefined
    : { index, name: header[index]!, usecPerUnit: unitIn(wordsOf(header[index]!)) };
}

/** `RecTime`, `time_usec`, `Time Received [us]`, `Timestamp [µs]`: the words of a name, in lower case. */
function wordsOf(name: string): readonly string[] {
  return name
    .replace(/(?<=\p{Ll})(?=\p{Lu})/gu, ' ')
    .toLowerCase()
    .replace('μ', 'µ')
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== '');
}

function isTimeName(words: readonly string[]): boolean {
  if (words.some((word) => OTHER_WORDS.has(word))) return false;
  if (words.some((word) => TIME_WORDS.has(word))) return true;
  // `t`, `ts [ms]`: short names stand alone or with a unit.
  const [first, ...rest] = words;
  return (first === 't' || first === 'ts') && rest.every((word) => USEC_PER_UNIT.has(word));
}

/** `seconds`; `min` only if it is no minimum. */
function isBareUnit(words: readonly string[], header: readonly string[]): boolean {
  const [word = '', ...rest] = words;
  if (rest.length > 0 || word.length < 2 || !USEC_PER_UNIT.has(word)) return false;
  return word !== 'min' || !header.some((name) => /^(?:max|mean|avg|median)/i.test(name.trim()));
}

/** The last word that names a unit. */
function unitIn(words: readonly string[]): number | undefined {
  const unit = words.findLast((word) => USEC_PER_UNIT.has(word));
  return unit === undefined ? undefined : USEC_PER_UNIT.get(unit);
}
