/** Line plots as SVG: panels one below the other over one time axis. */

/** A point of a curve: x, y. */
export type Point = readonly [number, number];

export interface Series {
  /** Shown in the legend; empty for none. */
  readonly name: string;
  readonly color: string;
  /** What draws it in a terminal. */
  readonly mark: string;
  readonly points: readonly Point[];
  /** Dots instead of a line. */
  readonly dots?: boolean;
}

export interface Panel {
  readonly title: string;
  readonly unit: string;
  readonly series: readonly Series[];
}

/** From the smallest to the largest value. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

const WIDTH = 960;
const PANEL_HEIGHT = 300;
const MARGIN = { left: 72, right: 24, top: 56, bottom: 12 };
const FOOT = 44;

/** The panels as an SVG document. */
export function toSvg(panels: readonly Panel[], xTitle: string): string {
  const height = panels.length * (PANEL_HEIGHT + MARGIN.top + MARGIN.bottom) + FOOT;
  const x = rangeOf(panels, 0);
  const body = panels.map((panel, i) => panelSvg(panel, x, i * (PANEL_HEIGHT + MARGIN.top + MARGIN.bottom)));
  const bottom = height - FOOT + 8;
  const ticks = ticksOf(x).map((value) => text(toX(value, x), bottom + 4, label(value), 'middle'));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="sans-serif" font-size="12">`,
    '<rect width="100%" height="100%" fill="white"/>',
    ...body,
    ...ticks,
    text(MARGIN.left + plotWidth() / 2, bottom + 24, xTitle, 'middle'),
    '</svg>',
    '',
  ].join('\n');
}

/** Smallest and largest value of an axis (0 is x, 1 is y) over all panels; with 0 where it is near. */
export function rangeOf(panels: readonly Panel[], axis: 0 | 1): Range {
  let min = Infinity;
  let max = -Infinity;
  for (const panel of panels) {
    for (const { points } of panel.series) {
      for (const point of points) {
        min = Math.min(min, point[axis]);
        max = Math.max(max, point[axis]);
      }
    }
  }
  if (!(min <= max)) return { min: 0, max: 1 };
  return { min: Math.min(0, min), max: max > min ? max : min + 1 };
}

/** Round numbers within a range, about six. */
export function ticksOf({ min, max }: Range): number[] {
  const rough = (max - min) / 6;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.ceil(min / step);
  const count = Math.floor(max / step) - first + 1;
  return Array.from({ length: count }, (_, i) => (first + i) * step);
}

function panelSvg(panel: Panel, x: Range, top: number): string {
  const y = rangeOf([panel], 1);
  const toY = (value: number): number =>
    top + MARGIN.top + PANEL_HEIGHT * (1 - (value - y.min) / (y.max - y.min));
  const right = WIDTH - MARGIN.right;
  const grid = [
    ...ticksOf(y).map(
      (value) =>
        line(MARGIN.left, toY(value), right, toY(value), value === 0 ? '#888' : '#e4e4e4') +
        text(MARGIN.left - 8, toY(value) + 4, label(value), 'end'),
    ),
    ...ticksOf(x).map((value) => line(toX(value, x), toY(y.max), toX(value, x), toY(y.min), '#f0f0f0')),
  ];
  const curves = panel.series.map((series) => {
    const points = series.points.map(
      (point) => [toX(point[0], x).toFixed(1), toY(point[1]).toFixed(1)] as const,
    );
    if (series.dots === true) {
      const dots = points.map(([px, py]) => `M${px} ${py}h0`).join('');
      return `<path d="${dots}" stroke="${series.color}" stroke-width="2.5" stroke-linecap="round" fill="none"/>`;
    }
    const path = points.map(([px, py]) => `${px},${py}`).join(' ');
    return `<polyline points="${path}" stroke="${series.color}" stroke-width="2" stroke-linejoin="round" fill="none"/>`;
  });
  let legendX = MARGIN.left;
  const legend = named(panel).map((series) => {
    const at = legendX;
    legendX += 36 + series.name.length * 7;
    const sample = `<rect x="${at}" y="${top + 36}" width="16" height="4" fill="${series.color}"/>`;
    return sample + text(at + 22, top + 42, series.name, 'start');
  });
  const title = `<text x="${MARGIN.left}" y="${top + 22}" font-size="15" font-weight="bold">${escape(panel.title)}, ${escape(panel.unit)}</text>`;
  return [title, ...legend, ...grid, ...curves].join('\n');
}

/** Series that the legend tells of. */
export function named(panel: Panel): Series[] {
  return panel.series.filter(({ name }) => name !== '');
}

function plotWidth(): number {
  return WIDTH - MARGIN.left - MARGIN.right;
}

function toX(value: number, { min, max }: Range): number {
  return MARGIN.left + (plotWidth() * (value - min)) / (max - min);
}

function line(x1: number, y1: number, x2: number, y2: number, color: string): string {
  return `<line x1="${x1.toFixed(1)}" y1="${y1.toFixed(1)}" x2="${x2.toFixed(1)}" y2="${y2.toFixed(1)}" stroke="${color}"/>`;
}

function text(x: number, y: number, content: string, anchor: 'start' | 'middle' | 'end'): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}" fill="#333">${escape(content)}</text>`;
}

function label(value: number): string {
  return String(Number(value.toPrecision(6)));
}

function escape(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
