/** The newest frame, as a picture. */
import { formatNumber } from '../../../src/host/report/format.ts';
import type { OpenOptions, Picture } from '../../../src/view/protocol.ts';
import { el, setText } from '../dom.ts';
import type { PanelBody } from './panel.ts';

/** Widths of pictures that are asked for: few, so that a drag of the window asks for few. */
const WIDTHS = [240, 320, 480, 640, 960, 1280];

/** Draws pictures as they come. */
export class FrameBody implements PanelBody {
  readonly element: HTMLElement;
  readonly controls: readonly HTMLElement[] = [];
  readonly #canvas = el('canvas', { width: 4, height: 3, role: 'img', 'aria-label': 'No frame yet' });
  readonly #caption = el('figcaption', {}, 'No frame yet');
  readonly #range = el('div', { class: 'range', hidden: true });
  readonly #least = el('span');
  readonly #largest = el('span');
  readonly #observer: ResizeObserver;
  #width = 480;

  constructor(onOptions: () => void) {
    this.#range.append(this.#least, el('span', { class: 'ramp', 'aria-hidden': 'true' }), this.#largest);
    this.element = el('figure', { class: 'frame' }, this.#canvas, this.#range, this.#caption);
    this.#observer = new ResizeObserver(([entry]) => {
      const wanted = (entry?.contentRect.width ?? 0) * devicePixelRatio;
      const width = WIDTHS.find((known) => known >= wanted) ?? WIDTHS.at(-1)!;
      if (width === this.#width) return;
      this.#width = width;
      onOptions();
    });
    this.#observer.observe(this.element);
  }

  get options(): OpenOptions {
    return { width: this.#width };
  }

  setMetadata(): void {
    // A frame says itself what it is.
  }

  takePicture(picture: Picture): void {
    const { width, height, sourceWidth, sourceHeight, sourceChannels, depth, index, timeUsec, range } =
      picture;
    const canvas = this.#canvas;
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    canvas.classList.toggle('coarse', width < 200);
    if (width > 0 && height > 0) canvas.getContext('2d')?.putImageData(imageOf(picture), 0, 0);
    const size = `${sourceWidth} × ${sourceHeight}${sourceChannels === 1 ? '' : ` × ${sourceChannels}`} ${depth}`;
    setText(this.#caption, `${size} · frame ${index} · ${(timeUsec / 1e6).toFixed(3)} s`);
    canvas.setAttribute('aria-label', `Frame of ${size}`);
    this.#range.hidden = range === undefined;
    if (range === undefined) return;
    setText(this.#least, formatNumber(range[0]));
    setText(this.#largest, formatNumber(range[1]));
  }

  clear(): void {
    setText(this.#caption, 'No frame yet');
  }

  close(): void {
    this.#observer.disconnect();
  }
}

function imageOf({ width, height, channels, pixels }: Picture): ImageData {
  const image = new ImageData(width, height);
  const { data } = image;
  for (let from = 0, to = 0; to < data.length; to += 4) {
    const red = pixels[from]!;
    data[to] = red;
    data[to + 1] = channels === 3 ? pixels[from + 1]! : red;
    data[to + 2] = channels === 3 ? pixels[from + 2]! : red;
    data[to + 3] = 255;
    from += channels;
  }
  return image;
}
