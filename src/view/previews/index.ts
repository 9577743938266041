/**
 * Looks at outputs: what is new in a ring, small enough to be sent. Runs in the page server's thread.
 *
 * @module
 */
import { DataType } from '../../types/index.ts';
import { EventPreview } from './event-preview.ts';
import { FramePreview } from './frame-preview.ts';
import type { Preview, PreviewSource } from './preview.ts';
import { RowPreview } from './row-preview.ts';
import { SignalPreview } from './signal-preview.ts';

export type { Preview, PreviewItem, PreviewSource } from './preview.ts';

/** Begins to look at an output. */
export function openPreview(source: PreviewSource): Preview {
  switch (source.dataType) {
    case DataType.Frame:
      return new FramePreview(source);
    case DataType.SignalBlockF32:
    case DataType.SignalBlockI32:
    case DataType.SignalBlockU16:
      return new SignalPreview(source);
    case DataType.TableRow:
      return new RowPreview(source);
    default:
      return new EventPreview(source);
  }
}
