/**
 * Columns of text in an HDF5 file.
 *
 * @module
 */
import type { Hdf5Attributes, Hdf5File } from './hdf5-file.ts';

/** What a column of text is made with. */
export interface TextColumnOptions {
  /** Bytes of its longest text as UTF-8, and of all. */
  readonly longestBytes: number;
  readonly totalBytes: number;
  readonly attributes: Hdf5Attributes;
}

/** Texts of variable length are held in memory until all are there, since h5wasm adds none to them: up to this. */
const MOST_VARIABLE_BYTES = 32 << 20;
const CHUNK_BYTES = 1 << 20;

/** A column of text: of variable length, as readers like it best, or of fixed length if it is large. */
export class TextColumn {
  readonly #file: Hdf5File;
  readonly #group: string;
  readonly #name: string;
  readonly #attributes: Hdf5Attributes;
  /** Rows of a chunk; `undefined` while all rows are held. */
  readonly #chunkRows: number | undefined;
  #texts: string[] = [];
  #written = 0;

  constructor(file: Hdf5File, path: string, { longestBytes, totalBytes, attributes }: TextColumnOptions) {
    const slash = path.lastIndexOf('/');
    this.#file = file;
    this.#group = path.slice(0, slash);
    this.#name = path.slice(slash + 1);
    this.#attributes = attributes;
    if (totalBytes <= MOST_VARIABLE_BYTES) return;
    const chunkRows = Math.max(1, Math.floor(CHUNK_BYTES / longestBytes));
    this.#chunkRows = chunkRows;
    file.dataset(
      this.#group,
      {
        name: this.#name,
        data: [],
        dtype: `S${longestBytes}`,
        shape: [0],
        maxshape: [null],
        chunks: [chunkRows],
        compression: 1,
      },
      attributes,
    );
  }

  push(text: string): void {
    this.#texts.push(text);
    if (this.#texts.length === this.#chunkRows) this.#append();
  }

  /** Writes what is left. */
  finish(): void {
    if (this.#chunkRows !== undefined) this.#append();
    else
      this.#file.dataset(this.#group, { name: this.#name, data: this.#texts, dtype: 'S' }, this.#attributes);
  }

  #append(): void {
    if (this.#texts.length === 0) return;
    const from = this.#written;
    this.#written += this.#texts.length;
    this.#file.append(`${this.#group}/${this.#name}`, [this.#written], from, this.#texts);
    this.#texts = [];
  }
}
