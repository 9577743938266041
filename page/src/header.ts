/** The top of the page: which run it is, how far it is, and how to end it. */
import { formatSpan } from '../../src/host/report/format.ts';
import type { ViewFigures } from '../../src/view/protocol.ts';
import { el, setText } from './dom.ts';

const PHASE_TEXT: Readonly<Record<ViewFigures['phase'], string>> = {
  loading: 'Loading',
  preparing: 'Preparing',
  running: 'Running',
  stopping: 'Stopping',
  ended: 'Ended',
};

/** The header, with its question before a stop. */
export class Header {
  readonly element: HTMLElement;
  readonly #project = el('h1', {}, 'Waiting for a run');
  readonly #phase = el('span', { class: 'phase', role: 'status' }, 'Connecting');
  readonly #clock = el('span', { class: 'clock' });
  readonly #bar = el('progress', {
    max: 1,
    value: 0,
    'aria-label': 'Time of the run that is over',
    hidden: true,
  });
  readonly #stop = el('button', { type: 'button', class: 'stop', disabled: true }, 'Stop and save');
  readonly #dialog: HTMLDialogElement;
  #phaseName: ViewFigures['phase'] | undefined;
  #isConnected = false;

  constructor(onStop: () => void) {
    const confirm = el('button', { type: 'submit', class: 'stop', value: 'stop' }, 'Stop and save');
    const cancel = el('button', { type: 'submit', value: 'cancel', autofocus: true }, 'Go on');
    this.#dialog = el(
      'dialog',
      { 'aria-labelledby': 'stop-title' },
      el(
        'form',
        { method: 'dialog' },
        el('h2', { id: 'stop-title' }, 'End the run?'),
        el('p', {}, 'Its sources stop, what is on its way arrives, and the recording is saved.'),
        el('div', { class: 'buttons' }, cancel, confirm),
      ),
    );
    this.#dialog.addEventListener('close', () => {
      if (this.#dialog.returnValue === 'stop') onStop();
      this.#dialog.returnValue = '';
    });
    this.#stop.addEventListener('click', () => this.#dialog.showModal());
    this.element = el(
      'header',
      { class: 'top' },
      el('div', { class: 'title' }, el('span', { class: 'brand' }, 'syntalos-mlink'), this.#project),
      el('div', { class: 'time' }, this.#phase, this.#clock, this.#bar),
      this.#stop,
      this.#dialog,
    );
  }

  begin(project: string): void {
    setText(this.#project, project);
    document.title = `${project} · syntalos-mlink`;
    this.#setPhase('loading');
  }

  setConnected(isConnected: boolean): void {
    this.#isConnected = isConnected;
    this.#showStop();
    if (isConnected) {
      if (this.#phaseName === undefined) setText(this.#phase, 'Connected');
      return;
    }
    if (this.#phaseName !== 'ended') {
      this.#phase.dataset['phase'] = 'lost';
      setText(this.#phase, 'Not connected');
    }
  }

  update({ phase, elapsedMsec, durationMsec }: ViewFigures): void {
    this.#setPhase(phase);
    const left =
      durationMsec === undefined || phase !== 'running'
        ? ''
        : ` · ${formatSpan(Math.max(0, durationMsec - elapsedMsec))} left`;
    const of = durationMsec === undefined ? '' : ` of ${formatSpan(durationMsec)}`;
    setText(
      this.#clock,
      phase === 'loading' || phase === 'preparing' ? '' : `${formatSpan(elapsedMsec)}${of}${left}`,
    );
    this.#bar.hidden = durationMsec === undefined;
    if (durationMsec !== undefined) this.#bar.value = Math.min(1, elapsedMsec / durationMsec);
  }

  #setPhase(phase: ViewFigures['phase']): void {
    this.#phaseName = phase;
    this.#phase.dataset['phase'] = phase;
    setText(this.#phase, PHASE_TEXT[phase]);
    this.#showStop();
  }

  #showStop(): void {
    const phase = this.#phaseName;
    const mayStop = phase === 'running' || phase === 'loading' || phase === 'preparing';
    this.#stop.disabled = !this.#isConnected || !mayStop;
    if (this.#stop.disabled && this.#dialog.open) this.#dialog.close();
  }
}
