/** How the run ended. */
import type { ViewEnd } from '../../src/view/protocol.ts';
import { el } from './dom.ts';

/** Shown once a run is over. */
export class End {
  readonly element = el('section', { class: 'card end', 'aria-labelledby': 'end-title', hidden: true });

  clear(): void {
    this.element.hidden = true;
  }

  show({ verdict, reasons, summary, recording, errors, warnings }: ViewEnd): void {
    this.element.dataset['verdict'] = verdict;
    this.element.replaceChildren(
      el(
        'div',
        { class: 'card-head' },
        el(
          'h2',
          { id: 'end-title' },
          verdict === 'REFUSED' ? 'There is no run: ' : 'The run is over: ',
          el('span', { class: 'verdict' }, verdict),
        ),
        el('span', { class: 'hint' }, 'This page takes the next run at its address'),
      ),
      ...(reasons.length === 0
        ? []
        : [el('ul', { class: 'reasons' }, ...reasons.map((reason) => el('li', {}, reason)))]),
      ...(recording === undefined
        ? []
        : [el('p', { class: 'recording' }, 'Recording: ', el('code', {}, recording), copyButton(recording))]),
      ...errors.map(({ module, code, message, stack }) =>
        el(
          'details',
          { class: 'error', open: true },
          el('summary', {}, module === undefined ? '' : `${module}: `, message),
          el('pre', { tabindex: 0, 'aria-label': 'Stack of the error' }, stack ?? code ?? message),
        ),
      ),
      ...(warnings.length === 0
        ? []
        : [
            el(
              'details',
              {},
              el('summary', {}, `${warnings.length} ${warnings.length === 1 ? 'warning' : 'warnings'}`),
              el('ul', {}, ...warnings.map((text) => el('li', {}, text))),
            ),
          ]),
      el(
        'details',
        {},
        el('summary', {}, 'Summary'),
        el('pre', { tabindex: 0, 'aria-label': 'Summary' }, summary),
      ),
    );
    this.element.hidden = false;
  }
}

function copyButton(text: string): HTMLButtonElement {
  const button = el('button', { type: 'button', class: 'small' }, 'Copy');
  button.addEventListener('click', () => {
    navigator.clipboard.writeText(text).then(
      () => (button.textContent = 'Copied'),
      () => (button.textContent = 'Cannot copy here'),
    );
  });
  return button;
}
