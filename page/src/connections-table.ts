/** All figures of the connections. */
import { formatInteger, formatRate, formatUsec } from '../../src/host/report/format.ts';
import type { ViewConnectionFigures, ViewFigures, ViewGraph } from '../../src/view/protocol.ts';
import { el, setText } from './dom.ts';
import { fullnessClass, percent } from './fullness.ts';

const COLUMNS: readonly (readonly [string, string, (figures: ViewConnectionFigures) => string])[] = [
  ['Rate', 'Items per second', ({ itemsPerSec }) => formatRate(itemsPerSec)],
  ['In flight', 'Items written and not yet taken', ({ inFlight }) => formatInteger(inFlight)],
  ['Full', 'Share of the ring that these take', ({ fullness }) => percent(fullness)],
  [
    'Held back',
    'How long the source had to wait for its consumers',
    ({ heldBackUsec }) => (heldBackUsec === 0 ? '–' : formatUsec(heldBackUsec)),
  ],
  [
    'p50',
    'Median latency from submit to delivery',
    ({ p50Usec }) => (p50Usec === undefined ? '–' : formatUsec(p50Usec)),
  ],
  [
    'p99',
    '99 % of the latencies are below',
    ({ p99Usec }) => (p99Usec === undefined ? '–' : formatUsec(p99Usec)),
  ],
];

interface Row {
  readonly output: string;
  readonly element: HTMLTableRowElement;
  readonly button: HTMLButtonElement;
  readonly cells: readonly HTMLTableCellElement[];
}

/** The table; a connection's name opens what passes it. */
export class ConnectionsTable {
  readonly element: HTMLElement;
  readonly #body = el('tbody');
  readonly #onToggle: (output: string) => void;
  #rows = new Map<string, Row>();

  constructor(onToggle: (output: string) => void) {
    this.#onToggle = onToggle;
    const heads = COLUMNS.map(([name, title]) => el('th', { scope: 'col', title }, name));
    this.element = el(
      'section',
      { class: 'card connections', 'aria-labelledby': 'connections-title' },
      el('div', { class: 'card-head' }, el('h2', { id: 'connections-title' }, 'Connections')),
      el(
        'div',
        { class: 'scroll', tabindex: 0, role: 'region', 'aria-labelledby': 'connections-title' },
        el(
          'table',
          {},
          el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, 'From → to'), ...heads)),
          this.#body,
        ),
      ),
    );
  }

  draw({ connections, outputs }: ViewGraph): void {
    this.#rows = new Map(
      connections.map(({ from, to, policy }) => {
        const isVisible = outputs.some(({ id, isVisible }) => id === from && isVisible);
        const button = el(
          'button',
          { type: 'button', class: 'link', 'aria-pressed': 'false', disabled: !isVisible },
          from,
          el('span', { class: 'to' }, `→ ${to}`),
        );
        button.addEventListener('click', () => this.#onToggle(from));
        if (policy === 'latest') {
          button.append(
            ' ',
            el('span', { class: 'tag', title: 'This consumer takes the newest only' }, 'latest'),
          );
        }
        const cells = COLUMNS.map(() => el('td'));
        const element = el('tr', {}, el('th', { scope: 'row' }, button), ...cells);
        return [to, { output: from, element, button, cells }];
      }),
    );
    this.#body.replaceChildren(...[...this.#rows.values()].map(({ element }) => element));
  }

  update({ connections }: ViewFigures): void {
    for (const figures of connections) {
      const row = this.#rows.get(figures.to);
      if (row === undefined) continue;
      for (const [i, [, , text]] of COLUMNS.entries()) setText(row.cells[i]!, text(figures));
      row.element.dataset['fullness'] = fullnessClass(figures.fullness);
    }
  }

  mark(outputs: ReadonlySet<string>): void {
    for (const { output, button } of this.#rows.values()) {
      button.setAttribute('aria-pressed', String(outputs.has(output)));
    }
  }
}
