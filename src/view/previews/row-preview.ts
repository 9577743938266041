/**
 * The last rows of a table.
 *
 * @module
 */
import { RingFollower } from '../../shm/index.ts';
import { DataType, codecOf } from '../../types/index.ts';
import type { RowData } from '../protocol.ts';
import { followAll } from './follow.ts';
import type { Preview, PreviewItem, PreviewSource } from './preview.ts';

/** Most rows of one look: more cannot be read. */
const MAX_ROWS = 100;
/** Longer cells are cut. */
const MAX_CELL_LENGTH = 200;
/** Of wider tables, the first columns. */
const MAX_CELLS = 64;

/** Shows the rows of a table, of too many the newest. */
export class RowPreview implements Preview {
  readonly isPicture = false;
  readonly #follower: RingFollower;
  #leftOut = 0;

  constructor({ ring }: PreviewSource) {
    this.#follower = RingFollower.attach(ring);
  }

  get skippedCount(): number {
    return this.#follower.skippedCount + this.#leftOut;
  }

  setOptions(): void {
    // There is nothing to choose.
  }

  take(): PreviewItem | undefined {
    const rows: RowData['rows'][number][] = [];
    const follower = this.#follower;
    followAll(follower, () => {
      const cells = codecOf(DataType.TableRow)
        .decode(follower.memory, follower.offset, follower.byteLength)
        .slice(0, MAX_CELLS)
        .map((cell) => (cell.length > MAX_CELL_LENGTH ? `${cell.slice(0, MAX_CELL_LENGTH)}…` : cell));
      rows.push({ sequence: follower.sequence, cells });
      if (rows.length <= MAX_ROWS) return;
      rows.shift();
      this.#leftOut++;
    });
    return rows.length === 0 ? undefined : { kind: 'data', data: { type: 'rows', rows } };
  }

  close(): void {
    // A follower holds nothing.
  }
}
