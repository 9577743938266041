/**
 * A look at one output, for one page.
 *
 * @module
 */
import type { OpenOptions, Picture, StreamData } from '../protocol.ts';

/** What is known of an output that is looked at. */
export interface PreviewSource {
  /** As `module:port`. */
  readonly output: string;
  readonly dataType: number;
  readonly ring: SharedArrayBuffer;
  /** Time of the run in s at the moment, for items without a time of their own. */
  readonly nowSec: () => number;
}

/** What is new of an output. */
export type PreviewItem =
  | { readonly kind: 'data'; readonly data: StreamData }
  | { readonly kind: 'picture'; readonly picture: Picture };

/** Looks into a ring again and again, and never holds its writer back. */
export interface Preview {
  /** Whether it shows pictures, which a page has a budget for. */
  readonly isPicture: boolean;
  /** Items that were not looked at so far. */
  readonly skippedCount: number;
  /** Changes how it is looked at. */
  setOptions(options: OpenOptions): void;
  /** What is new since the last look; undefined if there is nothing. */
  take(): PreviewItem | undefined;
  close(): void;
}
