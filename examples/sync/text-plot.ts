/** The same plots for a terminal. */
import { named, rangeOf, type Panel } from './svg-plot.ts';

const COLUMNS = 72;
const ROWS = 14;
const LABEL_WIDTH = 8;

/** The panels as lines of text; later curves are drawn over earlier ones. */
export function toText(panels: readonly Panel[]): string[] {
  const x = rangeOf(panels, 0);
  return panels.flatMap((panel) => {
    const y = rangeOf([panel], 1);
    const cells = Array.from({ length: ROWS }, () => Array.from({ length: COLUMNS }, () => ' '));
    for (const { points, mark } of panel.series) {
      for (const [px, py] of points) {
        const column = Math.round(((px - x.min) / (x.max - x.min)) * (COLUMNS - 1));
        const row = Math.round((1 - (py - y.min) / (y.max - y.min)) * (ROWS - 1));
        cells[row]![column] = mark;
      }
    }
    const legend = named(panel)
      .map(({ name, mark }) => `${mark} ${name}`)
      .join('   ');
    const rows = cells.map((row, i) => {
      const value = y.max - (i / (ROWS - 1)) * (y.max - y.min);
      return `${value.toFixed(0).padStart(LABEL_WIDTH)} │${row.join('').trimEnd()}`;
    });
    const end = `${x.max.toFixed(0)} s`;
    return [
      `${panel.title}, ${panel.unit}`,
      `${' '.repeat(LABEL_WIDTH + 2)}${legend}`,
      ...rows,
      `${' '.repeat(LABEL_WIDTH)} └${'─'.repeat(COLUMNS)}`,
      `${' '.repeat(LABEL_WIDTH + 2)}0${end.padStart(COLUMNS - 1)}`,
      '',
    ];
  });
}
