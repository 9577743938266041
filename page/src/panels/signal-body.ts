/** Signals as a rolling plot. */
import { formatNumber } from '../../../src/host/report/format.ts';
import type { OpenOptions, SignalData, StreamData, ViewOutput } from '../../../src/view/protocol.ts';
import { choice, el, setText } from '../dom.ts';
import { seriesVariable } from './colors.ts';
import { LinePlot } from './line-plot.ts';
import type { PanelBody } from './panel.ts';
import { RollingColumns } from './rolling.ts';

/** Points of a channel across the plot. */
const POINTS = 500;
const FIRST_CHANNELS = 4;
const MAX_CHANNELS = 64;
const WINDOWS = ['1', '2', '5', '10', '30', '60'] as const;
/** Distance of stacked channels, as a share of the widest. */
const STACK_GAP = 1.1;

/** A plot of chosen channels, each on a line of its own or all over each other. */
export class SignalBody implements PanelBody {
  readonly element: HTMLElement;
  readonly controls: readonly HTMLElement[];
  readonly #onOptions: () => void;
  readonly #place = el('div', { class: 'plot', role: 'img', 'aria-label': 'Plot of the chosen channels' });
  readonly #plot: LinePlot;
  readonly #chooser = el('div', { class: 'channels' });
  readonly #count = el('span');
  readonly #scaleText = el('p', { class: 'caption' }, 'No samples yet');
  #columns = new RollingColumns(FIRST_CHANNELS);
  #channels: readonly number[] = Array.from({ length: FIRST_CHANNELS }, (_, i) => i);
  #channelCount = 0;
  #windowSec = 5;
  #isStacked = true;
  #names: readonly string[] = [];
  #unit = '';
  #scale = 1;
  #offset = 0;
  /** What the plot was made for. */
  #shape = '';

  constructor(onOptions: () => void) {
    this.#onOptions = onOptions;
    this.#plot = new LinePlot(this.#place);
    const window = choice(
      'Window',
      WINDOWS.map((sec) => [sec, `${sec} s`] as const),
      (sec) => {
        this.#windowSec = Number(sec);
        this.#change();
      },
    );
    window.select.value = String(this.#windowSec);
    const layout = choice(
      'Channels',
      [
        ['stacked', 'one above the other'],
        ['overlaid', 'over each other'],
      ],
      (value) => {
        this.#isStacked = value === 'stacked';
        this.#draw();
      },
    );
    this.controls = [window.element, layout.element];
    this.element = el(
      'div',
      { class: 'signal' },
      this.#place,
      this.#scaleText,
      el('details', { class: 'about' }, el('summary', {}, 'Channels shown: ', this.#count), this.#chooser),
    );
    this.#begin();
  }

  get options(): OpenOptions {
    return { channels: this.#channels, stepMsec: (this.#windowSec * 1000) / POINTS };
  }

  setMetadata({ signal_names, data_unit, data_scale, data_offset }: ViewOutput['metadata']): void {
    this.#names = Array.isArray(signal_names) ? signal_names.map(String) : [];
    this.#unit = typeof data_unit === 'string' ? data_unit : '';
    this.#scale = typeof data_scale === 'number' ? data_scale : 1;
    this.#offset = typeof data_offset === 'number' ? data_offset : 0;
    this.#setChannelCount(Math.max(this.#names.length, this.#channelCount));
  }

  takeData(data: StreamData): void {
    if (data.type !== 'signal') return;
    this.#setChannelCount(data.channelCount);
    // What was asked for before the channels were chosen anew.
    if (data.channels.join() !== this.#channels.join()) return;
    this.#columns.add(
      data.times,
      data.values.map((values) => this.#inUnits(values)),
    );
    this.#columns.trim(this.#windowSec);
    this.#draw();
  }

  clear(): void {
    this.#columns.clear();
    this.#draw();
  }

  close(): void {
    this.#plot.close();
  }

  #inUnits(values: SignalData['values'][number]): readonly (number | null)[] {
    if (this.#scale === 1 && this.#offset === 0) return values;
    return values.map((value) => (value === null ? null : value * this.#scale + this.#offset));
  }

  /** The channels or the window are other ones. */
  #change(): void {
    this.#begin();
    this.#onOptions();
  }

  #begin(): void {
    this.#columns = new RollingColumns(this.#channels.length);
    this.#shape = '';
    setText(
      this.#count,
      this.#channelCount === 0 ? 'none yet' : `${this.#channels.length} of ${this.#channelCount}`,
    );
    this.#draw();
  }

  #setChannelCount(count: number): void {
    if (count === this.#channelCount) return;
    this.#channelCount = count;
    this.#channels = this.#channels.filter((channel) => channel < count);
    this.#chooser.replaceChildren(
      ...Array.from({ length: count }, (_, channel) => {
        const box = el('input', { type: 'checkbox', checked: this.#channels.includes(channel) });
        box.style.accentColor = seriesVariable(channel);
        box.addEventListener('change', () => this.#choose(channel, box));
        return el('label', {}, box, this.#nameOf(channel));
      }),
    );
    this.#change();
  }

  #choose(channel: number, box: HTMLInputElement): void {
    const others = this.#channels.filter((known) => known !== channel);
    if (box.checked && others.length >= MAX_CHANNELS) {
      box.checked = false;
      return;
    }
    this.#channels = (box.checked ? [...others, channel] : others).sort((a, b) => a - b);
    this.#change();
  }

  #nameOf(channel: number): string {
    return this.#names[channel] ?? `CH${channel}`;
  }

  #draw(): void {
    const { x, columns } = this.#columns;
    const last = x.at(-1) ?? this.#windowSec;
    const window = [Math.max(0, last - this.#windowSec), Math.max(last, this.#windowSec)] as const;
    const middles = columns.map(middleOf);
    const distance = STACK_GAP * Math.max(1e-12, ...columns.map(widthOf));
    const shape = `${this.#isStacked} ${this.#channels.join()}`;
    if (shape !== this.#shape) {
      this.#shape = shape;
      this.#plot.setup({
        series: this.#channels.map((channel) => ({ label: this.#nameOf(channel), color: channel })),
        xLabel: 'Time of the run in s',
        yLabel: this.#isStacked ? '' : this.#unit,
        // In units of the distance: the marks stay where they are while the values change.
        ...(this.#isStacked
          ? { yMarks: this.#channels.map((channel, i) => ({ at: -i, text: this.#nameOf(channel) })) }
          : {}),
      });
    }
    setText(this.#scaleText, this.#describe(distance));
    if (!this.#isStacked) {
      this.#plot.show([x, ...columns], window);
      return;
    }
    const stacked = columns.map((values, i) =>
      values.map((value) => (value === null ? null : (value - middles[i]!) / distance - i)),
    );
    this.#plot.show([x, ...stacked], window, [0.5 - columns.length, 0.5]);
  }

  #describe(distance: number): string {
    if (this.#columns.x.length === 0) return 'No samples yet';
    const unit = this.#unit === '' ? '' : ` ${this.#unit}`;
    return this.#isStacked
      ? `Between two channels: ${formatNumber(distance)}${unit}`
      : `Unit: ${unit.trim() || 'none'}`;
  }
}

function extentOf(values: readonly (number | null)[]): readonly [number, number] {
  let least = Infinity;
  let largest = -Infinity;
  for (const value of values) {
    if (value === null) continue;
    if (value < least) least = value;
    if (value > largest) largest = value;
  }
  return least > largest ? [0, 0] : [least, largest];
}

function middleOf(values: readonly (number | null)[]): number {
  const [least, largest] = extentOf(values);
  return (least + largest) / 2;
}

function widthOf(values: readonly (number | null)[]): number {
  const [least, largest] = extentOf(values);
  return largest - least;
}
