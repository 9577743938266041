/**
 * Writes CSV tables as Syntalos writes them.
 *
 * @module
 */
import { SyntalosError, describeValue } from '../errors.ts';

/** Options of {@link CsvEncoder}. */
export interface CsvEncoderOptions {
  /** The first line; none by default. */
  readonly header?: readonly string[];
  /** What stands between fields, one character; `;` by default, as Syntalos writes tables. */
  readonly delimiter?: string;
}

/**
 * Checks a delimiter.
 *
 * @throws `ERR_SYNTALOS_INVALID_ARGUMENT` for anything but one character that is no quote or line break
 */
export function checkDelimiter(delimiter: string): void {
  if (delimiter.length === 1 && !'"\r\n'.includes(delimiter)) return;
  throw new SyntalosError(
    'ERR_SYNTALOS_INVALID_ARGUMENT',
    `Cannot separate CSV fields by ${describeValue(delimiter)}: expected one character that is no quote or line break`,
  );
}

/**
 * Turns rows into the bytes of a CSV table, UTF-8, `\n` at each line's end.
 *
 * A field is quoted (RFC 4180) if it holds the delimiter, a quote or a line break. A row without
 * fields is an empty line, so a row of one empty field is written as `""`. Rows are held as text until
 * {@link take}: the owner of the file decides when to write.
 *
 * @example
 * ```ts
 * const encoder = new CsvEncoder({ header: ['Time', 'Tag'] });
 * encoder.push(['4024', 'a;b']);
 * encoder.take(); // the bytes of 'Time;Tag\n4024;"a;b"\n'
 * ```
 */
export class CsvEncoder {
  readonly #delimiter: string;
  readonly #special: RegExp;
  #text = '';
  #isFirst = true;

  /** @throws `ERR_SYNTALOS_INVALID_ARGUMENT` for a delimiter that is none */
  constructor({ header, delimiter = ';' }: CsvEncoderOptions = {}) {
    checkDelimiter(delimiter);
    this.#delimiter = delimiter;
    const code = delimiter.charCodeAt(0).toString(16).padStart(4, '0');
    this.#special = new RegExp(`["\\r\\n\\u${code}]`);
    if (header !== undefined && header.length > 0) this.push(header);
  }

  /** Characters that {@link take} would hand out: about the bytes, exactly so for ASCII. */
  get pendingChars(): number {
    return this.#text.length;
  }

  /** Adds a row. */
  push(row: readonly string[]): void {
    let line = '';
    for (let i = 0; i < row.length; i++) {
      const field = row[i]!;
      if (i > 0) line += this.#delimiter;
      line += this.#special.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
    }
    if (row.length === 1 && line === '') line = '""';
    // Readers take a byte-order mark at the start for no part of the data.
    if (this.#isFirst && line.startsWith('\uFEFF')) {
      line = `"${row[0]!}"${line.slice(row[0]!.length)}`;
    }
    this.#isFirst = false;
    this.#text += `${line}\n`;
  }

  /** Hands out the bytes of all rows since the last call; empty if there were none. */
  take(): Uint8Array {
    const bytes = Buffer.from(this.#text, 'utf8');
    this.#text = '';
    return bytes;
  }
}
