/**
 * How many columns of a terminal a text takes.
 *
 * @module
 */
import { eastAsianWidth } from 'get-east-asian-width';

/** Made when it is first needed: that takes 14 ms, and most lines need none. */
let segmenter: Intl.Segmenter | undefined;
/** What is one column per character: printable ASCII, and the printable rest of Latin-1, such as µ and ×. */
const ONE_COLUMN_EACH = /^[ -~¡-¬®-ÿ]*$/;
/** Marks, format characters and controls: they take no column of their own. */
const NO_WIDTH = /^[\p{Mark}\p{Format}\p{Control}]/u;
/** Asks for the coloured, wide form of a character that has a narrow one too. */
const EMOJI_SELECTOR = '\ufe0f';

/** How many columns of a terminal a line takes. */
export function displayWidth(line: string): number {
  if (ONE_COLUMN_EACH.test(line)) return line.length;
  let width = 0;
  for (const { segment } of segmentsOf(line)) width += segmentWidth(segment);
  return width;
}

/** Cuts a line to a number of columns, with an ellipsis if something is missing. */
export function cutToWidth(line: string, columns: number): string {
  if (displayWidth(line) <= columns) return line;
  let cut = '';
  let width = 0;
  for (const { segment } of segmentsOf(line)) {
    width += segmentWidth(segment);
    if (width > columns - 1) break;
    cut += segment;
  }
  return `${cut}…`;
}

/** A text in pieces that take their place on the screen together. */
function segmentsOf(line: string): Iterable<{ readonly segment: string }> {
  if (ONE_COLUMN_EACH.test(line)) return Array.from(line, (segment) => ({ segment }));
  segmenter ??= new Intl.Segmenter();
  return segmenter.segment(line);
}

function segmentWidth(segment: string): number {
  if (NO_WIDTH.test(segment)) return 0;
  return segment.includes(EMOJI_SELECTOR) ? 2 : eastAsianWidth(segment.codePointAt(0)!);
}
