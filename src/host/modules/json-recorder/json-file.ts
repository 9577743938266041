/**
 * A JSON file, plain or compressed, that grows row by row.
 *
 * @module
 */
import type { SyntalosError } from '../../../errors.ts';
import type { Zstd } from '../../../zstd.ts';
import { GrowingFile, type FileContent } from '../recording/growing-file.ts';
import type { StreamMetadata } from '../recording/stream-metadata.ts';
import { ZstdEncoder } from '../recording/zstd-encoder.ts';
import type { JsonLayout } from './json-layout.ts';

/** What stands before the rows: all that pandas and edlio read, or the columns alone. */
export const JSON_SCHEMAS = ['extended-pandas', 'pandas-split'] as const;

/** One of {@link JSON_SCHEMAS}. */
export type JsonSchema = (typeof JSON_SCHEMAS)[number];

/** Options of a {@link JsonFile}. */
export interface JsonFileOptions {
  readonly zstd: Zstd;
  readonly schema: JsonSchema;
  readonly layout: JsonLayout;
  readonly stream: StreamMetadata;
  readonly collectionId: string;
  /** Nothing stays in memory for longer than this; half a second by default. */
  readonly flushMsec?: number;
  /** Gets the first failure of a write that nobody waited for. */
  readonly onError: (error: SyntalosError) => void;
}

/** Text is compressed in pieces of about this size. */
const PIECE_CHARS = 1 << 16;

/**
 * A JSON file, compressed by zstd, that grows row by row (recorder-formats.md section 3).
 *
 * It is one zstd frame that is flushed with each write: what a killed process leaves is the text up to its last
 * rows, without its end.
 */
export class JsonFile {
  readonly #text: CompressedText;
  readonly #layout: JsonLayout;
  readonly #file: GrowingFile;
  readonly #addRow: (row: string) => void;
  #rowCount = 0;

  private constructor(text: CompressedText, layout: JsonLayout, file: GrowingFile) {
    this.#text = text;
    this.#layout = layout;
    this.#file = file;
    this.#addRow = (row) => this.#text.push(this.#rowCount++ === 0 ? row : `,\n${row}`);
  }

  /**
   * Creates the file, in place of one that is there, and writes what stands before its rows.
   *
   * @throws ERR_SYNTALOS_STORAGE - when it cannot be made, naming the path
   */
  static async create(path: string, options: JsonFileOptions): Promise<JsonFile> {
    const { zstd, layout, flushMsec, onError } = options;
    const text = new CompressedText(zstd);
    text.push(`{${headOf(options).join(',\n')},\n"data": [\n`);
    const file = await GrowingFile.create(path, text, {
      what: 'JSON file',
      ...(flushMsec === undefined ? {} : { flushMsec }),
      onError,
    });
    return new JsonFile(text, layout, file);
  }

  /** Rows so far. */
  get rowCount(): number {
    return this.#rowCount;
  }

  /**
   * Adds the rows of an item.
   *
   * @returns what to wait for before the next item when the disk is behind
   * @throws ERR_SYNTALOS_STORAGE - after a write that failed
   * @throws ERR_SYNTALOS_ITEM_TYPE - when the item has another number of columns than its stream names
   */
  push(item: unknown): Promise<void> | undefined {
    this.#file.checkWritable();
    this.#layout.rowsOf(item as never, this.#addRow);
    return this.#file.offer();
  }

  /**
   * Completes the file and closes it.
   *
   * @throws ERR_SYNTALOS_STORAGE - when that fails; the file is closed all the same
   */
  async close(): Promise<void> {
    this.#text.push(this.#rowCount === 0 ? ']}\n' : '\n]}\n');
    await this.#file.close();
  }
}

function headOf({ schema, layout, stream, collectionId }: JsonFileOptions): string[] {
  const columns = `"columns": ${JSON.stringify(layout.columns)}`;
  if (schema === 'pandas-split') return [columns];
  // edlio reads the first three without asking whether they are there.
  return [
    `"collection_id": ${JSON.stringify(collectionId)}`,
    `"time_unit": ${JSON.stringify(stream.timeUnit ?? '')}`,
    `"data_unit": ${JSON.stringify(stream.dataUnit ?? '')}`,
    ...(stream.sampleRateHz === undefined ? [] : [`"sample_rate": ${stream.sampleRateHz}`]),
    columns,
  ];
}

class CompressedText implements FileContent {
  readonly #encoder: ZstdEncoder;
  #text = '';

  constructor(zstd: Zstd) {
    this.#encoder = new ZstdEncoder(zstd);
  }

  get pendingBytes(): number {
    return this.#text.length + this.#encoder.byteLength;
  }

  push(text: string): void {
    this.#text += text;
    if (this.#text.length > PIECE_CHARS) this.#compress();
  }

  take(): Uint8Array {
    this.#compress();
    this.#encoder.flush();
    return Buffer.concat(this.#encoder.take());
  }

  end(): Uint8Array {
    this.#encoder.end();
    return Buffer.concat(this.#encoder.take());
  }

  #compress(): void {
    this.#encoder.push(Buffer.from(this.#text, 'utf8'));
    this.#text = '';
  }
}
