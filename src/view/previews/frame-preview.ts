/**
 * The newest frame of an output as a picture.
 *
 * Pictures are sent as plain bytes: encoding them would take a core that the run may need, and blur what somebody
 * looks at to set a camera's exposure.
 *
 * @module
 */
import { RingObserver } from '../../shm/index.ts';
import { DataType, codecOf } from '../../types/index.ts';
import type { OpenOptions } from '../protocol.ts';
import { scaleFrame } from './frame-scaling.ts';
import type { Preview, PreviewItem, PreviewSource } from './preview.ts';

const DEFAULT_WIDTH = 480;

/** Shows the newest frame only. */
export class FramePreview implements Preview {
  readonly isPicture = true;
  readonly #output: string;
  readonly #observer: RingObserver;
  #maxWidth = DEFAULT_WIDTH;
  #shown = 0;
  #firstSequence: number | undefined;

  constructor({ output, ring }: PreviewSource) {
    this.#output = output;
    this.#observer = RingObserver.attach(ring);
  }

  get skippedCount(): number {
    if (this.#firstSequence === undefined) return 0;
    return ((this.#observer.sequence - this.#firstSequence + 1) >>> 0) - this.#shown;
  }

  setOptions({ width }: OpenOptions): void {
    this.#maxWidth = width ?? DEFAULT_WIDTH;
  }

  take(): PreviewItem | undefined {
    const observer = this.#observer;
    if (!observer.tryLatest()) return undefined;
    const frame = codecOf(DataType.Frame).decode(observer.memory, observer.offset, observer.byteLength);
    this.#firstSequence ??= observer.sequence;
    this.#shown++;
    return {
      kind: 'picture',
      picture: {
        kind: 'picture',
        output: this.#output,
        index: frame.index,
        timeUsec: frame.timeUsec,
        sourceWidth: frame.width,
        sourceHeight: frame.height,
        sourceChannels: frame.channels,
        depth: frame.depth,
        skipped: this.skippedCount,
        ...scaleFrame(frame, this.#maxWidth),
      },
    };
  }

  close(): void {
    this.#observer.close();
  }
}
