/** Colours of what is drawn on canvases: those of `style.css`. */

/** Channels have these in turn; each is told from its neighbours in both schemes. */
const SERIES_COUNT = 8;

/** The value of a property of the style, as it is now. */
export function styleColor(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** The colour of a series. */
export function seriesColor(index: number): string {
  return styleColor(`--series-${index % SERIES_COUNT}`);
}

/** The same for a style: boxes to choose series by are their legend. */
export function seriesVariable(index: number): string {
  return `var(--series-${index % SERIES_COUNT})`;
}

/** Calls back when the scheme changes, until the signal is aborted. */
export function onSchemeChange(listener: () => void, signal: AbortSignal): void {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', listener, { signal });
}
