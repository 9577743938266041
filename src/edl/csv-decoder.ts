/**
 * Reads CSV tables from bytes.
 *
 * @module
 */
import { SyntalosError, describeValue } from '../errors.ts';
import { checkDelimiter } from './csv-encoder.ts';
import { AnyTextDecoder } from './text-decoder.ts';

/** Options of {@link CsvDecoder}. */
export interface CsvDecoderOptions {
  /**
   * What stands between fields, one character. By default the first line decides: the one of
   * `;`, `,`, tab and `|` that stands there most often outside quotes, `;` if none does.
   */
  readonly delimiter?: string;
  /** Name of the table in messages. */
  readonly source?: string;
  /**
   * `rfc4180`, the default. Or `syntalos`: Syntalos writes fields between `;` as they are, quotes and
   * all, and never a `;` inside a field; tables with another delimiter or with quoted `;` are still
   * read by RFC 4180.
   */
  readonly quotes?: 'rfc4180' | 'syntalos';
  /** `utf-8`, the default, refuses other bytes; `any` takes UTF-16 and Windows-1252, too. */
  readonly encoding?: 'utf-8' | 'any';
  /** Receives a text if a table of `any` encoding is not Unicode. */
  readonly onWarning?: (text: string) => void;
}

/** In this order when they are equally frequent: Syntalos writes `;`. */
const DELIMITERS = [';', ',', '\t', '|'] as const;

/** Longest field in characters: a quote that never closes must not eat all memory. */
const MAX_FIELD_CHARS = 16 * 1024 * 1024;

const QUOTE = '"';
const QUOTE_CODE = 0x22;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Bytes to text, piece by piece. */
type DecodeText = (bytes: Uint8Array, isEnd: boolean) => string;

type State = 'field-start' | 'unquoted' | 'quoted' | 'after-quote';

/**
 * Turns the bytes of a CSV table into rows, piece by piece.
 *
 * Quoted fields follow RFC 4180 and may hold line breaks. Lines end in `\n` or `\r\n`; a line
 * without characters is a row without fields. A quote inside a field that does not start with one
 * stands for itself: Syntalos writes fields unquoted.
 *
 * @example
 * ```ts
 * const decoder = new CsvDecoder();
 * const rows = [...decoder.push(bytes), ...decoder.end()];
 * ```
 */
export class CsvDecoder {
  readonly #source: string;
  readonly #decodeText: DecodeText;
  readonly #quotes: 'rfc4180' | 'syntalos';
  #delimiter: string | undefined;
  /** The start of the table while the delimiter is not known. */
  #head = '';
  #state: State = 'field-start';
  #row: string[] = [];
  /** Fields of the first row, 0 before its end. */
  #columns = 0;
  #field = '';
  /** Number of the line being read, from 1, and of the one on which the open quote stands. */
  #line = 1;
  #quoteLine = 0;

  /** @throws `ERR_SYNTALOS_INVALID_ARGUMENT` for a delimiter that is none */
  constructor(options: CsvDecoderOptions = {}) {
    if (options.delimiter !== undefined) checkDelimiter(options.delimiter);
    this.#delimiter = options.delimiter;
    this.#source = options.source ?? 'table';
    this.#quotes = options.quotes ?? 'rfc4180';
    this.#decodeText = options.encoding === 'any' ? this.#anyText(options.onWarning) : utf8Text();
  }

  /**
   * Takes the next piece of the table.
   *
   * @returns the rows that became complete
   * @throws `ERR_SYNTALOS_DECODE` naming the line if quotes or UTF-8 are damaged
   */
  push(bytes: Uint8Array): string[][] {
    return this.#read(this.#decode(bytes, false), false);
  }

  /**
   * Ends the table.
   *
   * @returns the last row, if no line break followed it
   * @throws as {@link push}, also for a quote that was never closed
   */
  end(): string[][] {
    const rows = this.#read(this.#decode(new Uint8Array(0), true), true);
    if (this.#state === 'quoted') {
      throw this.#damaged(this.#quoteLine, 'a quote opens there and is never closed');
    }
    if (this.#state !== 'field-start' || this.#row.length > 0) rows.push(this.#endRow());
    return rows;
  }

  #anyText(onWarning: CsvDecoderOptions['onWarning']): DecodeText {
    const decoder = new AnyTextDecoder(() =>
      onWarning?.(
        `Table "${this.#source}" is not UTF-8 from line ${this.#line} on: read as Windows-1252 (Latin-1)`,
      ),
    );
    return (bytes, isEnd) => decoder.decode(bytes, isEnd);
  }

  #decode(bytes: Uint8Array, isEnd: boolean): string {
    try {
      return this.#decodeText(bytes, isEnd);
    } catch (error) {
      throw this.#damaged(this.#line, 'there or soon after it are bytes that are not UTF-8', error);
    }
  }

  #read(text: string, isEnd: boolean): string[][] {
    if (this.#delimiter !== undefined) return this.#scan(text, this.#delimiter);
    this.#head += text;
    const delimiter = guessDelimiter(this.#head, isEnd || this.#head.length > MAX_FIELD_CHARS);
    if (delimiter === undefined) return [];
    this.#delimiter = delimiter;
    const head = this.#head;
    this.#head = '';
    return this.#scan(head, delimiter);
  }

  #scan(text: string, delimiter: string): string[][] {
    const rows: string[][] = [];
    const delimiterCode = delimiter.charCodeAt(0);
    let i = 0;
    while (i < text.length) {
      const code = text.charCodeAt(i);
      switch (this.#state) {
        case 'field-start':
          if (code === QUOTE_CODE && !this.#isLiteral(text, i)) {
            this.#state = 'quoted';
            this.#quoteLine = this.#line;
            i++;
          } else {
            this.#state = 'unquoted';
          }
          break;
        case 'unquoted': {
          const end = findEnd(text, delimiterCode, i);
          this.#append(text, i, end);
          i = this.#endField(text, end, rows);
          break;
        }
        case 'quoted': {
          const end = text.indexOf(QUOTE, i);
          this.#append(text, i, end < 0 ? text.length : end);
          if (end >= 0) this.#state = 'after-quote';
          i = end < 0 ? text.length : end + 1;
          break;
        }
        case 'after-quote':
          if (code === QUOTE_CODE) {
            this.#field += QUOTE;
            this.#state = 'quoted';
            i++;
          } else if (code === delimiterCode || code === LINE_FEED) {
            i = this.#endField(text, i, rows);
          } else if (code === CARRIAGE_RETURN) {
            // The first half of a line's end, which may come with the next piece.
            i++;
          } else {
            throw this.#damaged(
              this.#line,
              `${describeValue(text[i])} follows a closing quote, expected ${describeValue(delimiter)} or the line's end`,
            );
          }
          break;
      }
    }
    return rows;
  }

  /** Whether the quote at the start of a field is one of its characters. */
  #isLiteral(text: string, at: number): boolean {
    if (this.#quotes === 'rfc4180' || this.#delimiter !== ';') return false;
    const lineEnd = text.indexOf('\n', at);
    const rest = text.slice(at, lineEnd < 0 ? text.length : lineEnd);
    return this.#row.length + rest.split(';').length === this.#columns || !QUOTED_SEMICOLON.test(rest);
  }

  #append(text: string, start: number, end: number): void {
    if (this.#field.length + end - start > MAX_FIELD_CHARS) {
      const line = this.#state === 'quoted' ? this.#quoteLine : this.#line;
      throw this.#damaged(line, `a field starts there that is longer than ${MAX_FIELD_CHARS} characters`);
    }
    const part = text.slice(start, end);
    if (this.#state === 'quoted') {
      for (let at = part.indexOf('\n'); at >= 0; at = part.indexOf('\n', at + 1)) this.#line++;
    }
    this.#field = this.#field === '' ? part : this.#field + part;
  }

  /** Ends the field before the delimiter or line break at `end`; returns where to read on. */
  #endField(text: string, end: number, rows: string[][]): number {
    if (end === text.length) return end;
    if (text.charCodeAt(end) === LINE_FEED) {
      rows.push(this.#endRow());
      this.#line++;
    } else {
      this.#row.push(this.#field);
      this.#field = '';
      this.#state = 'field-start';
    }
    return end + 1;
  }

  #endRow(): string[] {
    const wasQuoted = this.#state === 'after-quote';
    const field = !wasQuoted && this.#field.endsWith('\r') ? this.#field.slice(0, -1) : this.#field;
    const row = this.#row;
    if (this.#columns === 0) this.#columns = row.length + 1;
    if (wasQuoted || field !== '' || row.length > 0) row.push(field);
    this.#row = [];
    this.#field = '';
    this.#state = 'field-start';
    return row;
  }

  #damaged(line: number, what: string, cause?: unknown): SyntalosError {
    return new SyntalosError('ERR_SYNTALOS_DECODE', `Cannot read "${this.#source}": line ${line}: ${what}`, {
      cause,
      details: { source: this.#source, line },
    });
  }
}

/** A whole quoted field with a `;` in it, which Syntalos never writes. */
const QUOTED_SEMICOLON = /^"(?:[^"]|"")*;(?:[^"]|"")*"(?:[;\r]|$)/;

function utf8Text(): DecodeText {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  return (bytes, isEnd) => utf8.decode(bytes, { stream: !isEnd });
}

/**
 * Reads a whole CSV table.
 *
 * @throws as {@link CsvDecoder}
 */
export function parseCsv(bytes: Uint8Array, options: CsvDecoderOptions = {}): string[][] {
  const decoder = new CsvDecoder(options);
  const rows = decoder.push(bytes);
  return rows.concat(decoder.end());
}

/**
 * Reads a CSV table from a stream of bytes, e.g. of `createReadStream`.
 *
 * @returns the rows in batches, one per piece of the stream that completed any
 * @throws as {@link CsvDecoder}, and what the stream throws
 */
export async function* decodeCsv(
  pieces: AsyncIterable<Uint8Array>,
  options: CsvDecoderOptions = {},
): AsyncGenerator<string[][], void, undefined> {
  const decoder = new CsvDecoder(options);
  for await (const piece of pieces) {
    const rows = decoder.push(piece);
    if (rows.length > 0) yield rows;
  }
  const rows = decoder.end();
  if (rows.length > 0) yield rows;
}

/** The delimiter of a table's first line, `undefined` while that line is not complete. */
function guessDelimiter(text: string, isWhole: boolean): string | undefined {
  const counts = new Map<string, number>();
  let inQuotes = false;
  let isComplete = isWhole;
  for (const char of text) {
    if (char === QUOTE) inQuotes = !inQuotes;
    else if (!inQuotes) {
      if (char === '\n') {
        isComplete = true;
        break;
      }
      counts.set(char, (counts.get(char) ?? 0) + 1);
    }
  }
  if (!isComplete) return undefined;
  const countOf = (delimiter: string): number => counts.get(delimiter) ?? 0;
  return DELIMITERS.reduce((best, next) => (countOf(next) > countOf(best) ? next : best), DELIMITERS[0]);
}

/** The first place of the delimiter or a line break at or after `start`, the text's length for none. */
function findEnd(text: string, delimiterCode: number, start: number): number {
  for (let i = start; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === delimiterCode || code === LINE_FEED) return i;
  }
  return text.length;
}
