/**
 * Draws the figures of a sweep as SVG: a panel for each curve, both axes labelled, readable on light and dark pages.
 *
 * @module
 */

/** One panel. */
export interface Panel {
  readonly title: string;
  readonly unit: string;
  /** Median, least and most of the runs at each x. */
  readonly points: readonly {
    readonly x: number;
    readonly y: number;
    readonly min: number;
    readonly max: number;
  }[];
}

/** A figure. */
export interface Chart {
  readonly title: string;
  readonly xTitle: string;
  /** When and where it was measured. */
  readonly note: string;
  readonly panels: readonly Panel[];
}

const PANEL = { width: 340, height: 210, left: 58, right: 14, top: 30, bottom: 44 } as const;
const TITLE_HEIGHT = 34;
const NOTE_HEIGHT = 24;
/** Panels side by side. */
const COLUMNS = 2;

const STYLE = `
  text { font: 12px system-ui, sans-serif; fill: #333 }
  .title { font-size: 15px; font-weight: 600 }
  .note { font-size: 11px; fill: #666 }
  .grid { stroke: #ddd }
  .line { stroke: #1769aa; stroke-width: 2; fill: none }
  .spread { stroke: #1769aa; stroke-width: 1.5 }
  .dot { fill: #1769aa }
  .ground { fill: #fff }
  @media (prefers-color-scheme: dark) {
    text { fill: #ddd } .note { fill: #999 } .grid { stroke: #3a3a3a } .ground { fill: #16181c }
    .line, .spread { stroke: #6cb6ff } .dot { fill: #6cb6ff }
  }`;

/** Returns the figure as the text of an SVG file. */
export function drawChart(chart: Chart): string {
  const columns = Math.min(COLUMNS, chart.panels.length);
  const rows = Math.ceil(chart.panels.length / columns);
  const width = Math.max(columns * PANEL.width, 480);
  const height = TITLE_HEIGHT + rows * PANEL.height + NOTE_HEIGHT;
  const panels = chart.panels.map((panel, at) => {
    const x = (at % columns) * PANEL.width;
    const y = TITLE_HEIGHT + Math.floor(at / columns) * PANEL.height;
    return `<g transform="translate(${x} ${y})">${drawPanel(panel, chart.xTitle)}</g>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escape(chart.title)}">
<style>${STYLE}
</style>
<rect class="ground" width="${width}" height="${height}"/>
<text class="title" x="12" y="22">${escape(chart.title)}</text>
${panels.join('\n')}
<text class="note" x="12" y="${height - 8}">${escape(chart.note)}</text>
</svg>
`;
}

function drawPanel({ title, unit, points }: Panel, xTitle: string): string {
  const { width, height, left, right, top, bottom } = PANEL;
  const inner = { width: width - left - right, height: height - top - bottom };
  const xs = points.map(({ x }) => x);
  const [firstX, lastX] = [Math.min(...xs), Math.max(...xs)];
  // A zero has no place on a logarithmic axis: then each point has a step of its own.
  const isLogarithmic = firstX > 0 && lastX > firstX;
  const placeX = (x: number): number =>
    left +
    inner.width *
      (isLogarithmic
        ? Math.log(x / firstX) / Math.log(lastX / firstX)
        : xs.indexOf(x) / Math.max(1, xs.length - 1));
  const ticks = ticksUpTo(Math.max(...points.map(({ max }) => max)));
  const topY = ticks.at(-1) ?? 1;
  const placeY = (y: number): number => top + inner.height * (1 - y / topY);
  const grid = ticks.map(
    (tick) =>
      `<path class="grid" d="M${left} ${round(placeY(tick))}h${inner.width}"/>` +
      `<text x="${left - 6}" y="${round(placeY(tick) + 4)}" text-anchor="end">${short(tick)}</text>`,
  );
  const labels = points.map(
    ({ x }) =>
      `<text x="${round(placeX(x))}" y="${height - bottom + 16}" text-anchor="middle">${short(x)}</text>`,
  );
  const path = points
    .map(({ x, y }, at) => `${at === 0 ? 'M' : 'L'}${round(placeX(x))} ${round(placeY(y))}`)
    .join('');
  const marks = points.map(
    ({ x, y, min, max }) =>
      `<path class="spread" d="M${round(placeX(x))} ${round(placeY(min))}V${round(placeY(max))}"/>` +
      `<circle class="dot" cx="${round(placeX(x))}" cy="${round(placeY(y))}" r="3.5"/>`,
  );
  return [
    `<text x="${left}" y="18">${escape(title)}${unit === '' ? '' : `, ${escape(unit)}`}</text>`,
    ...grid,
    ...labels,
    `<text x="${left + inner.width / 2}" y="${height - 8}" text-anchor="middle">${escape(xTitle)}</text>`,
    `<path class="line" d="${path}"/>`,
    ...marks,
  ].join('');
}

/** Round values from 0 to the first that is not below `most`. */
export function ticksUpTo(most: number): readonly number[] {
  if (!(most > 0)) return [0, 1];
  const rough = most / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  return Array.from({ length: Math.ceil(most / step - 1e-9) + 1 }, (_, n) => n * step);
}

/** A number in at most four characters and a unit prefix. */
export function short(value: number): string {
  for (const [factor, prefix] of [
    [1e9, 'G'],
    [1e6, 'M'],
    [1e3, 'k'],
  ] as const) {
    if (Math.abs(value) >= factor) return `${Number((value / factor).toPrecision(3))}${prefix}`;
  }
  return String(Number(value.toPrecision(3)));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
