/** Lines and commands, as a timeline with a row for each. */
import type { EventData, OpenOptions, StreamData } from '../../../src/view/protocol.ts';
import { choice, el, setText } from '../dom.ts';
import { onSchemeChange, seriesColor, styleColor } from './colors.ts';
import type { PanelBody } from './panel.ts';

type Event = EventData['events'][number];

const WINDOWS = ['2', '5', '10', '30', '60'] as const;
const LANE_HEIGHT = 34;
const AXIS_HEIGHT = 20;
const MAX_LANES = 24;
const MAX_EVENTS_PER_LANE = 4_000;
const FONT = '11px system-ui, sans-serif';

interface Lane {
  readonly name: string;
  events: Event[];
  largest: number;
}

/** Draws what happened in the last seconds. */
export class EventsBody implements PanelBody {
  readonly element: HTMLElement;
  readonly controls: readonly HTMLElement[];
  readonly options: OpenOptions = {};
  readonly #canvas = el('canvas', { role: 'img', 'aria-label': 'No events yet' });
  readonly #last = el('p', { class: 'caption' }, 'No events yet');
  readonly #abort = new AbortController();
  readonly #observer = new ResizeObserver(() => this.#draw());
  #lanes: Lane[] = [];
  #lastSec = 0;
  #windowSec = 10;
  #frame = 0;

  constructor() {
    const window = choice(
      'Window',
      WINDOWS.map((sec) => [sec, `${sec} s`] as const),
      (sec) => {
        this.#windowSec = Number(sec);
        this.#draw();
      },
    );
    window.select.value = String(this.#windowSec);
    this.controls = [window.element];
    this.element = el('div', { class: 'events' }, this.#canvas, this.#last);
    this.#observer.observe(this.element);
    onSchemeChange(() => this.#draw(), this.#abort.signal);
  }

  setMetadata(): void {
    // Lines have no names in metadata.
  }

  takeData(data: StreamData): void {
    if (data.type !== 'events') return;
    for (const event of data.events) this.#add(event);
    const last = data.events.at(-1);
    if (last !== undefined) setText(this.#last, `${last.time.toFixed(3)} s · ${last.lane} · ${last.text}`);
    this.#canvas.setAttribute('aria-label', `Timeline of ${this.#lanes.map(({ name }) => name).join(', ')}`);
    this.#draw();
  }

  clear(): void {
    this.#lanes = [];
    this.#lastSec = 0;
    setText(this.#last, 'No events yet');
    this.#draw();
  }

  close(): void {
    cancelAnimationFrame(this.#frame);
    this.#abort.abort();
    this.#observer.disconnect();
  }

  #add(event: Event): void {
    let lane = this.#lanes.find(({ name }) => name === event.lane);
    if (lane === undefined) {
      if (this.#lanes.length >= MAX_LANES) return;
      lane = { name: event.lane, events: [], largest: 1 };
      this.#lanes.push(lane);
      this.#lanes.sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
    }
    lane.events.push(event);
    if (lane.events.length > 1.25 * MAX_EVENTS_PER_LANE)
      lane.events = lane.events.slice(-MAX_EVENTS_PER_LANE);
    lane.largest = Math.max(lane.largest, event.value ?? 0);
    this.#lastSec = Math.max(this.#lastSec, event.time);
  }

  #draw(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#paint();
    });
  }

  #paint(): void {
    const canvas = this.#canvas;
    const width = this.element.clientWidth;
    const height = Math.max(1, this.#lanes.length) * LANE_HEIGHT + AXIS_HEIGHT;
    canvas.width = width * devicePixelRatio;
    canvas.height = height * devicePixelRatio;
    canvas.style.height = `${height}px`;
    const context = canvas.getContext('2d');
    if (context === null) return;
    context.scale(devicePixelRatio, devicePixelRatio);
    context.font = FONT;
    const names = Math.max(40, ...this.#lanes.map(({ name }) => context.measureText(name).width)) + 12;
    const end = Math.max(this.#lastSec, this.#windowSec);
    const start = end - this.#windowSec;
    const xOf = (timeSec: number): number =>
      names + ((timeSec - start) / this.#windowSec) * (width - names - 8);
    paintAxis(context, { start, end, height, xOf });
    for (const [i, lane] of this.#lanes.entries()) {
      paintLane(context, lane, { top: i * LANE_HEIGHT, color: seriesColor(i), start, end, xOf });
    }
  }
}

interface Axis {
  readonly start: number;
  readonly end: number;
  readonly xOf: (timeSec: number) => number;
}

function paintAxis(context: CanvasRenderingContext2D, axis: Axis & { readonly height: number }): void {
  const { start, end, height, xOf } = axis;
  context.fillStyle = styleColor('--muted');
  context.strokeStyle = styleColor('--grid');
  context.textAlign = 'center';
  const step = (end - start) / 5;
  for (let i = 0; i <= 5; i++) {
    const timeSec = start + i * step;
    const x = Math.round(xOf(timeSec)) + 0.5;
    context.beginPath();
    context.moveTo(x, 0);
    context.lineTo(x, height - AXIS_HEIGHT);
    context.stroke();
    context.textAlign = i === 5 ? 'right' : 'center';
    context.fillText(`${timeSec.toFixed(1)} s`, x, height - 6);
  }
}

function paintLane(
  context: CanvasRenderingContext2D,
  { name, events, largest }: Lane,
  { top, color, start, end, xOf }: Axis & { readonly top: number; readonly color: string },
): void {
  const low = top + LANE_HEIGHT - 7;
  const high = top + 8;
  context.fillStyle = styleColor('--text');
  context.textAlign = 'left';
  context.fillText(name, 2, top + LANE_HEIGHT / 2 + 4);
  context.strokeStyle = context.fillStyle = color;
  context.lineWidth = 1.5;
  context.beginPath();
  // The level at the left end is that of the last event before it.
  let level = events.findLast(({ time, value }) => time < start && value !== undefined)?.value;
  if (level !== undefined) context.moveTo(xOf(start), low - (level / largest) * (low - high));
  for (const { time, value, duration } of events) {
    if (time < start) continue;
    const x = xOf(time);
    if (value === undefined) {
      context.fillRect(
        x - 1,
        high,
        Math.max(2, duration === undefined ? 2 : xOf(time + duration) - x),
        low - high,
      );
      continue;
    }
    const y = low - (value / largest) * (low - high);
    const before = level === undefined ? y : low - (level / largest) * (low - high);
    if (level === undefined) context.moveTo(x, y);
    else context.lineTo(x, before);
    context.lineTo(x, y);
    level = value;
  }
  if (level !== undefined) context.lineTo(xOf(end), low - (level / largest) * (low - high));
  context.stroke();
  context.lineWidth = 1;
}
