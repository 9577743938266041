/** The last rows of a table, and its numbers as a plot. */
import type { OpenOptions, RowData, StreamData, ViewOutput } from '../../../src/view/protocol.ts';
import { el } from '../dom.ts';
import { seriesVariable } from './colors.ts';
import { LinePlot } from './line-plot.ts';
import type { PanelBody } from './panel.ts';
import { RollingColumns } from './rolling.ts';

const SHOWN_ROWS = 50;
const PLOT_ROWS = 600;

/** A table and a plot. */
export class RowsBody implements PanelBody {
  readonly element: HTMLElement;
  readonly controls: readonly HTMLElement[];
  readonly options: OpenOptions = {};
  readonly #head = el('tr');
  readonly #body = el('tbody');
  readonly #place = el('div', {
    class: 'plot',
    role: 'img',
    'aria-label': 'Plot of the chosen columns',
    hidden: true,
  });
  readonly #chooser = el('div', { class: 'channels', role: 'group', 'aria-label': 'Columns to plot' });
  readonly #empty = el('p', { class: 'caption' }, 'No rows yet');
  readonly #plot: LinePlot;
  #header: readonly string[] = [];
  /** Names of the columns of {@link #columns}. */
  #names: readonly string[] = [];
  #columns = new RollingColumns(0);
  #chosen: readonly number[] = [];

  constructor() {
    this.#plot = new LinePlot(this.#place);
    this.controls = [this.#chooser];
    this.element = el(
      'div',
      { class: 'rows' },
      this.#place,
      el(
        'div',
        { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Last rows, the newest first' },
        el('table', {}, el('thead', {}, this.#head), this.#body),
      ),
      this.#empty,
    );
  }

  setMetadata({ table_header }: ViewOutput['metadata']): void {
    this.#header = Array.isArray(table_header) ? table_header.map(String) : [];
    this.#setWidth(this.#header.length);
  }

  takeData(data: StreamData): void {
    if (data.type !== 'rows') return;
    this.#empty.hidden = true;
    this.#setWidth(Math.max(this.#names.length, ...data.rows.map(({ cells }) => cells.length)));
    this.#addRows(data.rows);
    this.#columns.add(
      data.rows.map(({ sequence }) => sequence + 1),
      this.#names.map((_name, i) => data.rows.map(({ cells }) => numberOf(cells[i]))),
    );
    this.#columns.trimCount(PLOT_ROWS);
    this.#draw();
  }

  clear(): void {
    this.#body.replaceChildren();
    this.#columns.clear();
    this.#empty.hidden = false;
    this.#draw();
  }

  close(): void {
    this.#plot.close();
  }

  #addRows(rows: RowData['rows']): void {
    for (const { sequence, cells } of rows.slice(-SHOWN_ROWS)) {
      this.#body.prepend(
        el(
          'tr',
          {},
          el('th', { scope: 'row' }, String(sequence + 1)),
          ...cells.map((cell) => el('td', {}, cell)),
        ),
      );
    }
    while (this.#body.childElementCount > SHOWN_ROWS) this.#body.lastElementChild?.remove();
  }

  #setWidth(count: number): void {
    const names = Array.from({ length: count }, (_, i) => this.#header[i] ?? `column ${i + 1}`);
    if (names.join('\n') === this.#names.join('\n')) return;
    this.#names = names;
    this.#columns = new RollingColumns(count);
    this.#chosen = this.#chosen.filter((column) => column < count);
    this.#head.replaceChildren(
      el('th', { scope: 'col' }, 'row'),
      ...names.map((name) => el('th', { scope: 'col' }, name)),
    );
    this.#chooser.replaceChildren(
      el('span', {}, 'Plot'),
      ...names.map((name, column) => {
        const box = el('input', { type: 'checkbox', checked: this.#chosen.includes(column) });
        box.style.accentColor = seriesVariable(column);
        box.addEventListener('change', () => this.#choose(column, box.checked));
        return el('label', {}, box, name);
      }),
    );
  }

  #choose(column: number, isChosen: boolean): void {
    const others = this.#chosen.filter((known) => known !== column);
    this.#chosen = (isChosen ? [...others, column] : others).sort((a, b) => a - b);
    this.#place.hidden = this.#chosen.length === 0;
    this.#plot.setup({
      series: this.#chosen.map((known) => ({ label: this.#names[known]!, color: known })),
      xLabel: 'Row',
      yLabel: this.#chosen.map((known) => this.#names[known]).join(', '),
    });
    this.#draw();
  }

  #draw(): void {
    if (this.#chosen.length === 0) return;
    const { x, columns } = this.#columns;
    const last = x.at(-1) ?? 1;
    const first = Math.max(x[0] ?? 0, last - PLOT_ROWS);
    this.#plot.show(
      [x, ...this.#chosen.map((column) => columns[column]!)],
      [first, Math.max(last, first + 1)],
    );
  }
}

function numberOf(cell: string | undefined): number | null {
  if (cell === undefined || cell.trim() === '') return null;
  const value = Number(cell);
  return Number.isFinite(value) ? value : null;
}
