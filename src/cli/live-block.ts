/**
 * Lines of a terminal that are drawn again and again.
 *
 * @module
 */
import { cutToWidth, displayWidth } from './display-width.ts';
import type { TextOutput } from './world.ts';

const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
const CLEAR_BELOW = '\u001b[J';

/** Lines below which a block has no room to say what is missing. */
const LEAST_ROOM_FOR_COUNT = 5;

/** Size of a terminal that does not report one. */
const DEFAULT_COLUMNS = 80;
const DEFAULT_ROWS = 24;

/**
 * Lines at the bottom of a terminal that are drawn anew in place, while other text scrolls by
 * above them. Each change is one write, so that nothing flickers.
 */
export class LiveBlock {
  readonly #output: TextOutput;
  #drawn: readonly string[] = [];
  #closed = false;

  constructor(output: TextOutput) {
    this.#output = output;
  }

  /**
   * Draws the block, after text that stays above it.
   *
   * @param above - whole lines, each with its line break; may be empty
   * @param lines - the block; lines are cut to the terminal's width, and where it is not high
   *   enough, those before the last are left out, and a line says how many
   */
  draw(above: string, lines: readonly string[]): void {
    if (this.#closed) return;
    const columns = this.#output.columns ?? DEFAULT_COLUMNS;
    const rows = this.#output.rows ?? DEFAULT_ROWS;
    const erase = this.#erase(columns);
    // A full last column or row makes some terminals wrap or scroll.
    const room = Math.max(1, rows - 1);
    const fitting = lines.length <= room ? lines : withoutMiddle(lines, room);
    this.#drawn = fitting.map((line) => cutToWidth(line, columns - 1));
    this.#output.write(`${HIDE_CURSOR}${erase}${above}${this.#drawn.map((line) => `${line}\n`).join('')}`);
  }

  /** Removes the block and gives the terminal back. Further calls of anything do nothing. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#output.write(`${this.#erase(this.#output.columns ?? DEFAULT_COLUMNS)}${SHOW_CURSOR}`);
  }

  #erase(columns: number): string {
    // A terminal that has become narrower has wrapped what is drawn: count in its rows, not in lines.
    const height = this.#drawn.reduce(
      (sum, line) => sum + Math.max(1, Math.ceil(displayWidth(line) / Math.max(1, columns))),
      0,
    );
    return height === 0 ? '' : `\r\u001b[${height}A${CLEAR_BELOW}`;
  }
}

/** As many lines as have room, with the last one, and one that says how many are missing before it. */
function withoutMiddle(lines: readonly string[], room: number): string[] {
  const last = lines.slice(-1);
  if (room < LEAST_ROOM_FOR_COUNT) return [...lines.slice(0, room - 1), ...last];
  const shown = lines.slice(0, room - 2);
  return [
    ...shown,
    `… ${lines.length - shown.length - 1} more lines: the terminal is not high enough`,
    ...last,
  ];
}
