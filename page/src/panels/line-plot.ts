/** A plot by uPlot that fits its place and the colour scheme. */
import uPlot from 'uplot';
import { onSchemeChange, seriesColor, styleColor } from './colors.ts';

/** What a plot shows. */
export interface PlotSetup {
  readonly series: readonly { readonly label: string; readonly color: number }[];
  readonly xLabel: string;
  readonly yLabel: string;
  /** Marks of the y axis at these places instead of round numbers. */
  readonly yMarks?: readonly { readonly at: number; readonly text: string }[];
}

/** Columns: x first, then one per series. */
export type PlotData = readonly (readonly (number | null)[])[];

const FONT = '11px system-ui, sans-serif';

/** A plot that is drawn at most once per frame of the screen. */
export class LinePlot {
  readonly #place: HTMLElement;
  readonly #abort = new AbortController();
  readonly #observer: ResizeObserver;
  #plot: uPlot | undefined;
  #setup: PlotSetup = { series: [], xLabel: '', yLabel: '' };
  #data: PlotData = [[]];
  #x: readonly [number, number] = [0, 1];
  #y: readonly [number, number] | undefined;
  #frame = 0;

  constructor(place: HTMLElement) {
    this.#place = place;
    this.#observer = new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = place;
      if (width > 0 && height > 0) this.#plot?.setSize({ width, height });
    });
    this.#observer.observe(place);
    onSchemeChange(() => this.setup(this.#setup), this.#abort.signal);
  }

  /** Makes it anew. */
  setup(setup: PlotSetup): void {
    this.#setup = setup;
    this.#plot?.destroy();
    // Of another setup there may be more columns, or fewer.
    if (this.#data.length !== setup.series.length + 1) this.#data = [[], ...setup.series.map(() => [])];
    const axis = {
      stroke: styleColor('--muted'),
      font: FONT,
      labelFont: FONT,
      labelSize: 16,
      grid: { stroke: styleColor('--grid'), width: 1 },
      ticks: { stroke: styleColor('--grid'), width: 1, size: 4 },
    };
    this.#plot = new uPlot(
      {
        width: Math.max(1, this.#place.clientWidth),
        height: Math.max(1, this.#place.clientHeight),
        legend: { show: false },
        cursor: { show: false },
        padding: [8, 10, 0, 0],
        scales: {
          x: { time: false, range: () => [...this.#x] as [number, number] },
          y: { range: (_plot, least, largest) => this.#rangeOf(least, largest) },
        },
        axes: [
          { ...axis, label: setup.xLabel, size: 26 },
          { ...axis, label: setup.yLabel, size: 50, ...this.#marks() },
        ],
        series: [
          {},
          ...setup.series.map(({ label, color }) => ({
            label,
            stroke: seriesColor(color),
            width: 1.25,
            points: { show: false },
            spanGaps: false,
          })),
        ],
      },
      this.#data as unknown as uPlot.AlignedData,
      this.#place,
    );
  }

  /** @param y - range of the y axis; that of the data where it is left out */
  show(data: PlotData, x: readonly [number, number], y?: readonly [number, number]): void {
    this.#data = data;
    this.#x = x;
    this.#y = y;
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      if (this.#data.length === this.#setup.series.length + 1) {
        this.#plot?.setData(this.#data as unknown as uPlot.AlignedData);
      }
    });
  }

  close(): void {
    cancelAnimationFrame(this.#frame);
    this.#abort.abort();
    this.#observer.disconnect();
    this.#plot?.destroy();
  }

  #rangeOf(least: number | null, largest: number | null): [number, number] {
    if (this.#y !== undefined) return [...this.#y] as [number, number];
    if (least === null || largest === null) return [0, 1];
    const margin = largest > least ? (largest - least) * 0.08 : Math.max(1, Math.abs(largest) * 0.1);
    return [least - margin, largest + margin];
  }

  #marks(): Partial<uPlot.Axis> {
    const { yMarks } = this.#setup;
    if (yMarks === undefined) return {};
    return { splits: () => yMarks.map(({ at }) => at), values: () => yMarks.map(({ text }) => text) };
  }
}
