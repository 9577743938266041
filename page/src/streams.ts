/** The outputs that are looked into, each in a panel of its own. */
import type { OpenOptions, Picture, StreamData, ViewGraph, ViewOutput } from '../../src/view/protocol.ts';
import { el } from './dom.ts';
import { makePanel, type Panel } from './panels/panel.ts';

/** What the panels ask for. */
export interface StreamsListeners {
  readonly onOpen: (output: string, options: OpenOptions) => void;
  readonly onClose: (output: string) => void;
  /** Others are open than before. */
  readonly onChange: (outputs: ReadonlySet<string>) => void;
}

/** The panels. */
export class Streams {
  readonly element: HTMLElement;
  readonly #grid = el('div', { class: 'panels' });
  readonly #empty = el(
    'p',
    { class: 'empty' },
    'Nothing is open. Select a connection in the graph or in the table: frames, signals, lines and rows are shown here.',
  );
  readonly #listeners: StreamsListeners;
  readonly #panels = new Map<string, Panel>();
  #outputs = new Map<string, ViewOutput>();
  #isFirstGraph = true;

  constructor(listeners: StreamsListeners) {
    this.#listeners = listeners;
    this.element = el('section', { class: 'streams', 'aria-label': 'Streams' }, this.#empty, this.#grid);
  }

  /** What is open stays open for the next run, if it has it. */
  beginRun(): void {
    for (const panel of this.#panels.values()) panel.clear();
  }

  setGraph({ outputs, connections }: ViewGraph): void {
    this.#outputs = new Map(outputs.map((output) => [output.id, output]));
    for (const [id, panel] of this.#panels) {
      const output = this.#outputs.get(id);
      if (output === undefined) continue;
      if (output.dataType === panel.output.dataType) panel.setOutput(output);
      else {
        this.#close(id);
        this.#open(output);
      }
    }
    if (this.#isFirstGraph && connections.length > 0) {
      this.#isFirstGraph = false;
      for (const id of readOpen()) {
        const output = this.#outputs.get(id);
        if (output?.isVisible === true && !this.#panels.has(id)) this.#open(output);
      }
    }
    this.#changed();
  }

  toggle(id: string): void {
    const output = this.#outputs.get(id);
    if (this.#panels.has(id)) this.#close(id);
    else if (output !== undefined) this.#open(output);
    this.#changed();
  }

  /** The server is another one, or knows nothing any more. */
  reopen(): void {
    for (const [id, panel] of this.#panels) this.#listeners.onOpen(id, panel.options);
  }

  takeData(id: string, data: StreamData, skipped: number): void {
    this.#panels.get(id)?.takeData(data, skipped);
  }

  takePicture(picture: Picture): void {
    this.#panels.get(picture.output)?.takePicture(picture);
  }

  #open(output: ViewOutput): void {
    const panel = makePanel(output, {
      onOptions: (options) => this.#listeners.onOpen(output.id, options),
      onClose: () => {
        this.#close(output.id);
        this.#changed();
      },
    });
    this.#panels.set(output.id, panel);
    this.#grid.append(panel.element);
    this.#listeners.onOpen(output.id, panel.options);
  }

  #close(id: string): void {
    this.#panels.get(id)?.close();
    this.#panels.delete(id);
    this.#listeners.onClose(id);
  }

  #changed(): void {
    const open = new Set(this.#panels.keys());
    this.#empty.hidden = open.size > 0;
    if (!this.#isFirstGraph) writeOpen(open);
    this.#listeners.onChange(open);
  }
}

/** What is open is in the address, so that a reload, or somebody else, sees the same. */
function readOpen(): readonly string[] {
  return new URLSearchParams(location.hash.slice(1)).getAll('open');
}

function writeOpen(open: ReadonlySet<string>): void {
  const hash = new URLSearchParams([...open].map((id) => ['open', id])).toString();
  if (hash !== location.hash.slice(1)) history.replaceState(null, '', `${location.pathname}#${hash}`);
}
