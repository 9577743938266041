/** What each module says of itself. */
import type { ViewFigures, ViewGraph, ViewModuleFigures } from '../../src/view/protocol.ts';
import { el, setText } from './dom.ts';
import { percent } from './fullness.ts';

interface Entry {
  readonly element: HTMLElement;
  readonly state: HTMLElement;
  readonly cpu: HTMLElement;
  readonly status: HTMLElement;
  readonly figures: HTMLElement;
  shown: string;
}

/** The list of modules. */
export class ModulesList {
  readonly element: HTMLElement;
  readonly #list = el('ul', { class: 'modules' });
  #entries = new Map<string, Entry>();

  constructor() {
    this.element = el(
      'section',
      { class: 'card', 'aria-labelledby': 'modules-title' },
      el('div', { class: 'card-head' }, el('h2', { id: 'modules-title' }, 'Modules')),
      this.#list,
    );
  }

  draw({ modules }: ViewGraph): void {
    this.#entries = new Map(modules.map(({ id, use }) => [id, makeEntry(id, use)]));
    this.#list.replaceChildren(...[...this.#entries.values()].map(({ element }) => element));
  }

  update({ modules }: ViewFigures): void {
    for (const module of modules) {
      const entry = this.#entries.get(module.id);
      if (entry !== undefined) updateEntry(entry, module);
    }
  }
}

function makeEntry(id: string, use: string): Entry {
  const state = el('span', { class: 'state' });
  const cpu = el('span', { class: 'cpu' });
  const status = el('p', { class: 'status' });
  const figures = el('dl', { class: 'figures' });
  const element = el(
    'li',
    {},
    el('div', { class: 'line' }, el('strong', {}, id), el('span', { class: 'use' }, use), cpu, state),
    status,
    figures,
  );
  return { element, state, cpu, status, figures, shown: '' };
}

function updateEntry(entry: Entry, { state, status, figures, cpuShare }: ViewModuleFigures): void {
  entry.element.dataset['state'] = state;
  setText(entry.state, state);
  setText(entry.cpu, cpuShare === undefined ? '' : `CPU ${percent(cpuShare)}`);
  setText(entry.status, status);
  entry.status.hidden = status === '';
  const shown = JSON.stringify(figures);
  if (shown === entry.shown) return;
  entry.shown = shown;
  entry.figures.replaceChildren(
    ...figures.map(({ name, text }) => el('div', {}, el('dt', {}, name), el('dd', {}, text))),
  );
}
