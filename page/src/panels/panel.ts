/** A panel: what passes one output, with what its port says of it. */
import { formatInteger } from '../../../src/host/report/format.ts';
import type { OpenOptions, Picture, StreamData, ViewOutput, ViewValue } from '../../../src/view/protocol.ts';
import { el, setText } from '../dom.ts';
import { EventsBody } from './events-body.ts';
import { FrameBody } from './frame-body.ts';
import { RowsBody } from './rows-body.ts';
import { SignalBody } from './signal-body.ts';

/** What a panel shows in it, by the type of the items. */
export interface PanelBody {
  readonly element: HTMLElement;
  /** Fields to choose with. */
  readonly controls: readonly HTMLElement[];
  /** How the server is to look. */
  readonly options: OpenOptions;
  setMetadata(metadata: ViewOutput['metadata']): void;
  takeData?(data: StreamData): void;
  takePicture?(picture: Picture): void;
  /** Another run begins. */
  clear(): void;
  close(): void;
}

/** What a panel asks for. */
export interface PanelListeners {
  readonly onOptions: (options: OpenOptions) => void;
  readonly onClose: () => void;
}

/** A panel of the page. */
export interface Panel {
  readonly element: HTMLElement;
  readonly output: ViewOutput;
  readonly options: OpenOptions;
  setOutput(output: ViewOutput): void;
  takeData(data: StreamData, skipped: number): void;
  takePicture(picture: Picture): void;
  clear(): void;
  close(): void;
}

/** Makes the panel of an output. */
export function makePanel(output: ViewOutput, listeners: PanelListeners): Panel {
  return new StreamPanel(output, listeners);
}

class StreamPanel implements Panel {
  readonly element: HTMLElement;
  readonly #body: PanelBody;
  readonly #skipped = el('span', {
    class: 'skipped',
    title: 'Items that this page has not looked at; the run has them all',
  });
  readonly #metadata = el('dl', { class: 'metadata' });
  readonly #details: HTMLDetailsElement;
  #output: ViewOutput;

  constructor(output: ViewOutput, { onOptions, onClose }: PanelListeners) {
    this.#output = output;
    this.#body = bodyOf(output.dataType, () => onOptions(this.#body.options));
    const close = el(
      'button',
      { type: 'button', class: 'small', 'aria-label': `Close ${output.id}` },
      'Close',
    );
    close.addEventListener('click', onClose);
    const titleId = `panel-${output.id}`;
    this.#details = el('details', { class: 'about' }, el('summary', {}, 'Metadata'), this.#metadata);
    this.element = el(
      'section',
      { class: `card panel ${output.dataType}`, 'aria-labelledby': titleId, 'data-output': output.id },
      el(
        'div',
        { class: 'card-head' },
        el('h2', { id: titleId }, output.id),
        el('span', { class: 'tag' }, output.dataType),
        this.#skipped,
        close,
      ),
      el('div', { class: 'controls' }, ...this.#body.controls),
      this.#body.element,
      this.#details,
    );
    this.setOutput(output);
  }

  get output(): ViewOutput {
    return this.#output;
  }

  get options(): OpenOptions {
    return this.#body.options;
  }

  setOutput(output: ViewOutput): void {
    this.#output = output;
    this.#body.setMetadata(output.metadata);
    const entries = Object.entries(output.metadata);
    this.#details.hidden = entries.length === 0;
    this.#metadata.replaceChildren(
      ...entries.map(([key, value]) => el('div', {}, el('dt', {}, key), el('dd', {}, textOf(value)))),
    );
  }

  takeData(data: StreamData, skipped: number): void {
    this.#body.takeData?.(data);
    this.#showSkipped(skipped);
  }

  takePicture(picture: Picture): void {
    this.#body.takePicture?.(picture);
    this.#showSkipped(picture.skipped);
  }

  clear(): void {
    this.#body.clear();
    this.#showSkipped(0);
  }

  close(): void {
    this.#body.close();
    this.element.remove();
  }

  #showSkipped(count: number): void {
    setText(this.#skipped, count === 0 ? '' : `${formatInteger(count)} not shown`);
  }
}

function bodyOf(dataType: string, onOptions: () => void): PanelBody {
  switch (dataType) {
    case 'Frame':
      return new FrameBody(onOptions);
    case 'SignalBlockF32':
    case 'SignalBlockI32':
    case 'SignalBlockU16':
      return new SignalBody(onOptions);
    case 'TableRow':
      return new RowsBody();
    default:
      return new EventsBody();
  }
}

function textOf(value: ViewValue): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return (value as readonly ViewValue[]).map(textOf).join(', ');
  return JSON.stringify(value);
}
