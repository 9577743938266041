/**
 * How far an export has come, at the bottom of a terminal.
 *
 * @module
 */
import type { ExportProgress } from '../recording/index.ts';
import { LiveBlock } from './live-block.ts';
import type { TextOutput } from './world.ts';

const BAR_WIDTH = 24;
/** How often it is drawn anew, at most. */
const DRAW_MSEC = 100;

/** What times of a recording are exported, µs. */
export interface ExportSpan {
  readonly fromUsec?: number;
  readonly toUsec?: number;
  /** How long the recording is; `undefined` if it does not say so. */
  readonly lengthUsec: number | undefined;
}

/** A bar on a terminal; nothing where the output is none. */
export class ExportProgressBar {
  readonly #block: LiveBlock | undefined;
  readonly #span: ExportSpan;
  #drawnAtMsec = -Infinity;

  constructor(output: TextOutput, span: ExportSpan) {
    this.#block = output.isTTY === true ? new LiveBlock(output) : undefined;
    this.#span = span;
  }

  draw(progress: ExportProgress): void {
    const nowMsec = performance.now();
    if (this.#block === undefined || nowMsec - this.#drawnAtMsec < DRAW_MSEC) return;
    this.#drawnAtMsec = nowMsec;
    this.#block.draw('', [exportLine(progress, this.#span)]);
  }

  /** Removes the bar. */
  close(): void {
    this.#block?.close();
  }
}

/** The line: streams count alike, whatever they hold; without a known length, the time that was reached. */
export function exportLine({ stream, number, count, timeUsec }: ExportProgress, span: ExportSpan): string {
  const { fromUsec = 0, lengthUsec, toUsec = lengthUsec } = span;
  const where = `${stream} (${number + 1} of ${count}) at ${(timeUsec / 1e6).toFixed(1)} s`;
  if (toUsec === undefined) return where;
  const ofStream = Math.min(1, Math.max(0, (timeUsec - fromUsec) / (toUsec - fromUsec)));
  const share = (number + ofStream) / count;
  const filled = Math.round(share * BAR_WIDTH);
  const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
  return `${bar} ${String(Math.floor(share * 100)).padStart(3)} %  ${where}`;
}
