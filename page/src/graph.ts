/** Modules and connections, from left to right. */
import { Graph as LayeredGraph, layout } from '@dagrejs/dagre';
import { formatRate } from '../../src/host/report/format.ts';
import type { ViewFigures, ViewGraph } from '../../src/view/protocol.ts';
import { el, setText, svg } from './dom.ts';
import { fullnessClass, percent } from './fullness.ts';

const MODULE_SIZE = { width: 168, height: 58 };
const LABEL_SIZE = { width: 112, height: 36 };
const MARGIN = 6;
/** Below this the graph is scrolled instead of made smaller. */
const LEAST_SCALE = 0.72;

interface ModuleBox {
  readonly element: HTMLElement;
  readonly state: HTMLElement;
  readonly cpu: HTMLElement;
  readonly status: HTMLElement;
}

interface Edge {
  readonly output: string;
  readonly path: SVGPathElement;
  readonly button: HTMLButtonElement;
  readonly rate: HTMLElement;
  readonly fill: HTMLElement;
}

/** The drawing; each connection is a button that opens what passes it. */
export class Graph {
  readonly element: HTMLElement;
  readonly #canvas = el('div', { class: 'canvas' });
  readonly #scroll = el(
    'div',
    { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': 'Modules and connections' },
    this.#canvas,
  );
  #width = 0;
  #height = 0;
  readonly #onToggle: (output: string) => void;
  #modules = new Map<string, ModuleBox>();
  #edges = new Map<string, Edge>();

  constructor(onToggle: (output: string) => void) {
    this.#onToggle = onToggle;
    this.element = el(
      'section',
      { class: 'card graph', 'aria-labelledby': 'graph-title' },
      el(
        'div',
        { class: 'card-head' },
        el('h2', { id: 'graph-title' }, 'Graph'),
        el('span', { class: 'hint' }, 'Select a connection to look into it'),
      ),
      this.#scroll,
    );
    new ResizeObserver(() => this.#fit()).observe(this.#scroll);
  }

  draw({ modules, connections, outputs }: ViewGraph): void {
    const graph = new LayeredGraph({ multigraph: true });
    graph.setGraph({
      rankdir: 'LR',
      nodesep: 16,
      ranksep: 26,
      edgesep: 12,
      marginx: MARGIN,
      marginy: MARGIN,
    });
    for (const { id } of modules) graph.setNode(id, { ...MODULE_SIZE });
    for (const { from, to } of connections) {
      graph.setEdge(moduleOf(from), moduleOf(to), { ...LABEL_SIZE, labelpos: 'c' }, to);
    }
    layout(graph);
    const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
    this.#canvas.replaceChildren();
    this.#width = width;
    this.#height = height;
    this.#fit();
    const drawing = svg('svg', { width, height, 'aria-hidden': 'true' });
    this.#canvas.append(drawing);
    this.#edges = new Map(
      connections.map(({ from, to, dataType }) => {
        const place = graph.edge({ v: moduleOf(from), w: moduleOf(to), name: to }) as EdgePlace;
        const isVisible = outputs.some(({ id, isVisible }) => id === from && isVisible);
        const edge = makeEdge({
          ...{ from, to, dataType, isVisible, place },
          source: graph.node(moduleOf(from)) as Place,
          target: graph.node(moduleOf(to)) as Place,
        });
        edge.button.addEventListener('click', () => this.#onToggle(from));
        drawing.append(edge.path);
        this.#canvas.append(edge.button);
        return [to, edge];
      }),
    );
    this.#modules = new Map(
      modules.map(({ id, name, use }) => {
        const box = makeModule(id, name, use, graph.node(id) as Place);
        this.#canvas.append(box.element);
        return [id, box];
      }),
    );
  }

  update({ modules, connections }: ViewFigures): void {
    for (const { id, state, status, cpuShare } of modules) {
      const box = this.#modules.get(id);
      if (box === undefined) continue;
      box.element.dataset['state'] = state;
      setText(box.state, state);
      setText(box.cpu, cpuShare === undefined ? '' : percent(cpuShare));
      setText(box.status, status);
      box.status.title = status;
    }
    for (const { to, itemsPerSec, fullness } of connections) {
      const edge = this.#edges.get(to);
      if (edge === undefined) continue;
      const name = fullnessClass(fullness);
      edge.path.dataset['fullness'] = edge.button.dataset['fullness'] = name;
      setText(edge.rate, formatRate(itemsPerSec));
      edge.fill.style.width = `${fullness * 100}%`;
    }
  }

  /** Makes the drawing smaller where it is too wide, as far as it can still be read. */
  #fit(): void {
    const room = this.#scroll.clientWidth;
    const scale =
      room === 0 || this.#width === 0 ? 1 : Math.max(LEAST_SCALE, Math.min(1, room / this.#width));
    Object.assign(this.#canvas.style, {
      zoom: String(scale),
      width: `${this.#width}px`,
      height: `${this.#height}px`,
    });
  }

  /** Marks the connections that are looked into. */
  mark(outputs: ReadonlySet<string>): void {
    for (const { output, button, path } of this.#edges.values()) {
      const isOpen = outputs.has(output);
      button.setAttribute('aria-pressed', String(isOpen));
      path.classList.toggle('open', isOpen);
    }
  }
}

interface Place {
  readonly x: number;
  readonly y: number;
}

interface EdgePlace extends Place {
  readonly points: readonly Place[];
}

function moduleOf(port: string): string {
  return port.slice(0, port.indexOf(':'));
}

function makeModule(id: string, name: string, use: string, { x, y }: Place): ModuleBox {
  const state = el('span', { class: 'state' });
  const cpu = el('span', { class: 'cpu', title: 'Share of a core that its threads use' });
  const status = el('div', { class: 'status' });
  const element = el(
    'div',
    { class: 'module', title: `${id}: ${use}` },
    el('div', { class: 'name' }, name),
    el('div', { class: 'facts' }, state, cpu),
    status,
  );
  const { width, height } = MODULE_SIZE;
  Object.assign(element.style, {
    left: `${x - width / 2}px`,
    top: `${y - height / 2}px`,
    width: `${width}px`,
    height: `${height}px`,
  });
  return { element, state, cpu, status };
}

function makeEdge(edge: {
  readonly from: string;
  readonly to: string;
  readonly dataType: string;
  readonly isVisible: boolean;
  readonly place: EdgePlace;
  readonly source: Place;
  readonly target: Place;
}): Edge {
  const { from, to, dataType, isVisible, place, source, target } = edge;
  const rate = el('span', { class: 'rate' });
  const fill = el('span', { class: 'fill' });
  const port = from.slice(from.indexOf(':') + 1);
  const button = el(
    'button',
    {
      type: 'button',
      class: 'edge',
      'aria-pressed': 'false',
      'data-output': from,
      title: isVisible
        ? `${from} → ${to} · ${dataType}`
        : `${from} → ${to}: passes between two processes, not seen here`,
      disabled: !isVisible,
    },
    el('span', { class: 'unseen' }, `Look into ${from} to ${to}, ${dataType}: `),
    el('span', { class: 'port' }, port),
    rate,
    el('span', { class: 'gauge' }, fill),
  );
  const { width, height } = LABEL_SIZE;
  Object.assign(button.style, {
    left: `${place.x - width / 2}px`,
    top: `${place.y - height / 2}px`,
    width: `${width}px`,
    height: `${height}px`,
  });
  return {
    output: from,
    path: svg('path', { d: curve(pointsOf(place, source, target)) }),
    button,
    rate,
    fill,
  };
}

/** From the right of the source to the left of the target; where that leads back, as the layout has it. */
function pointsOf({ points }: EdgePlace, source: Place, target: Place): readonly Place[] {
  const half = MODULE_SIZE.width / 2;
  if (target.x <= source.x) return points;
  return [{ x: source.x + half, y: source.y }, ...points.slice(1, -1), { x: target.x - half, y: target.y }];
}

/** A smooth line through the points of the layout. */
function curve(points: readonly Place[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return '';
  let d = `M${first.x},${first.y}`;
  let last = first;
  for (const point of rest) {
    const middle = (last.x + point.x) / 2;
    d += `C${middle},${last.y} ${middle},${point.y} ${point.x},${point.y}`;
    last = point;
  }
  return d;
}
