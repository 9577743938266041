/**
 * The lines of a table file, as far as they hold its header and rows.
 *
 * @module
 */

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const HASH = 0x23;

/** What the bytes of a table ended with. */
export interface TableEnd {
  /** The last line has its line break. */
  isWhole: boolean;
}

/**
 * Cuts a table into lines, with their line breaks. Comments (`#`) above the header are left out; lines of old
 * programs, which end in `\r` alone, get line breaks that a decoder knows.
 *
 * @param end - is filled in as lines are given
 */
export async function* tableLines(
  pieces: AsyncIterable<Uint8Array>,
  end: TableEnd,
  onWarning: (text: string) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  let isFirst = true;
  let hasOldBreaks = false;
  for await (const piece of pieces) {
    if (piece.length === 0) continue;
    if (isFirst) hasOldBreaks = !piece.includes(LINE_FEED) && piece.includes(CARRIAGE_RETURN);
    const bytes = hasOldBreaks ? piece.map((byte) => (byte === CARRIAGE_RETURN ? LINE_FEED : byte)) : piece;
    const lines = [...linesOf(bytes)];
    const comments = isFirst ? countComments(lines) : 0;
    isFirst = false;
    if (comments > 0) {
      onWarning(`begins with ${comments === 1 ? 'a line' : `${comments} lines`} of comment (#): left out`);
    }
    // UTF-16 has a zero byte on either side.
    end.isWhole = bytes.subarray(-2).includes(LINE_FEED);
    yield* lines.slice(comments);
  }
}

function* linesOf(bytes: Uint8Array): Generator<Uint8Array, void, undefined> {
  for (let start = 0; start < bytes.length;) {
    const lineFeed = bytes.indexOf(LINE_FEED, start);
    const end = lineFeed < 0 ? bytes.length : lineFeed + 1;
    yield bytes.subarray(start, end);
    start = end;
  }
}

/** Lines of comment before the header: the last one may be the header itself, with as many columns as the first row. */
function countComments(lines: readonly Uint8Array[]): number {
  const rowAt = lines.findIndex((line) => line[0] !== HASH);
  if (rowAt <= 0) return 0;
  const [last, row] = [lines[rowAt - 1]!, lines[rowAt]!];
  return DELIMITERS.some((code) => countOf(row, code) > 0 && countOf(row, code) === countOf(last, code))
    ? rowAt - 1
    : rowAt;
}

const DELIMITERS = Array.from(';,\t|', (char) => char.charCodeAt(0));

function countOf(line: Uint8Array, code: number): number {
  return line.reduce((count, byte) => (byte === code ? count + 1 : count), 0);
}
