/** The log of the run. */
import type { ViewLogLine } from '../../src/view/protocol.ts';
import { choice, el } from './dom.ts';

const MAX_LINES = 1_000;
/** Nearer to the end than this, in pixels, the list follows what comes. */
const END_PIXELS = 24;

/** Lines with level and time; stays where somebody reads. */
export class Log {
  readonly element: HTMLElement;
  readonly #list = el('div', {
    class: 'lines',
    role: 'log',
    'aria-label': 'Log of the run',
    tabindex: 0,
    'data-least': 'debug',
  });

  constructor() {
    const filter = choice(
      'Show',
      [
        ['debug', 'all lines'],
        ['warning', 'warnings and errors'],
        ['error', 'errors only'],
      ],
      (least) => {
        this.#list.dataset['least'] = least;
        this.#list.scrollTop = this.#list.scrollHeight;
      },
    );
    this.element = el(
      'section',
      { class: 'card log', 'aria-labelledby': 'log-title' },
      el('div', { class: 'card-head' }, el('h2', { id: 'log-title' }, 'Log'), filter.element),
      this.#list,
    );
  }

  clear(): void {
    this.#list.replaceChildren();
  }

  add(lines: readonly ViewLogLine[], leftOut: number): void {
    const list = this.#list;
    const isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < END_PIXELS;
    if (leftOut > 0) {
      list.append(el('div', { class: 'gap' }, `${leftOut} earlier lines are not shown`));
    }
    list.append(...lines.map(lineOf));
    while (list.childElementCount > MAX_LINES) list.firstElementChild?.remove();
    if (isAtEnd) list.scrollTop = list.scrollHeight;
  }
}

function lineOf({ level, module, timeUsec, text }: ViewLogLine): HTMLElement {
  return el(
    'div',
    { class: `line ${level}` },
    el('time', {}, timeUsec === undefined ? '' : `${(timeUsec / 1e6).toFixed(3)} s`),
    el('span', { class: 'who' }, module ?? 'host'),
    el('span', { class: 'text' }, ...(level === 'info' ? [] : [el('em', {}, `${level} `)]), text.trimEnd()),
  );
}
