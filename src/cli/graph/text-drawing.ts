/**
 * A project's graph as text, in the lines and corners that terminals have.
 *
 * @module
 */
import { formatPortRef } from '../../host/project/index.ts';
import { layOut, type PlacedNode } from './layered-layout.ts';
import type { GraphNode, ProjectGraph } from './project-graph.ts';

const [NORTH, EAST, SOUTH, WEST] = [1, 2, 4, 8];
/** The character for the sides that lines leave a cell by. */
const LINES = ' ╵╶└╷│┌├╴┘─┴┐┤┬┼';
/** Rows of a box above its ports: the border with the name, and the program. */
const HEAD_ROWS = 2;

/** Characters and lines at places; lines that meet become corners and crossings. */
class Canvas {
  readonly #text = new Map<string, string>();
  readonly #lines = new Map<string, number>();
  #width = 0;
  #height = 0;

  write(x: number, y: number, text: string): void {
    for (let i = 0; i < text.length; i++) this.#text.set(this.#key(x + i, y), text[i]!);
  }

  horizontal(from: number, to: number, y: number): void {
    for (let x = from; x < to; x++) {
      this.#add(x, y, EAST);
      this.#add(x + 1, y, WEST);
    }
  }

  vertical(x: number, from: number, to: number): void {
    for (let y = Math.min(from, to); y < Math.max(from, to); y++) {
      this.#add(x, y, SOUTH);
      this.#add(x, y + 1, NORTH);
    }
  }

  toLines(): string[] {
    return Array.from({ length: this.#height }, (_, y) =>
      Array.from({ length: this.#width }, (_unused, x) => {
        const key = `${x},${y}`;
        return this.#text.get(key) ?? LINES[this.#lines.get(key) ?? 0]!;
      })
        .join('')
        .trimEnd(),
    );
  }

  #add(x: number, y: number, side: number): void {
    const key = this.#key(x, y);
    this.#lines.set(key, (this.#lines.get(key) ?? 0) | side);
  }

  #key(x: number, y: number): string {
    this.#width = Math.max(this.#width, x + 1);
    this.#height = Math.max(this.#height, y + 1);
    return `${x},${y}`;
  }
}

/** What crosses the gap between two layers: all that one output sends. */
interface Bundle {
  readonly from: number;
  readonly to: Set<number>;
}

/** Draws a graph; connections that close a loop are listed below it. */
export function drawText(graph: ProjectGraph): string[] {
  const { nodes, edges } = layOut(graph, { sizeOf, gap: 2, layerGap: 8 });
  const top = new Map(nodes.map(({ node, y }) => [node.id, Math.round(y)]));
  const layerOf = new Map(nodes.map(({ node, layer }) => [node.id, layer]));
  const layerCount = Math.max(0, ...nodes.map(({ layer }) => layer + 1));
  const rowOf = (id: string, ports: readonly string[], port: string): number =>
    top.get(id)! + HEAD_ROWS + ports.indexOf(port);
  const nodeOf = new Map(graph.nodes.map((node) => [node.id, node]));

  const gaps = Array.from({ length: layerCount }, () => new Map<string, Bundle>());
  const lanes: { readonly layer: number; readonly y: number }[] = [];
  for (const { connection, lanes: way } of edges) {
    const { from, to } = connection;
    const source = formatPortRef(from);
    let row = rowOf(from.module, nodeOf.get(from.module)!.outputs, from.port);
    const rounded = way.map(({ layer, y }) => ({ layer, y: Math.round(y) }));
    lanes.push(...rounded);
    const end = {
      layer: layerOf.get(to.module)!,
      y: rowOf(to.module, nodeOf.get(to.module)!.inputs, to.port),
    };
    for (const { layer, y } of [...rounded, end]) {
      const gap = gaps[layer - 1]!;
      const key = `${source} ${row}`;
      const bundle = gap.get(key) ?? { from: row, to: new Set() };
      bundle.to.add(y);
      gap.set(key, bundle);
      row = y;
    }
  }

  const canvas = new Canvas();
  let left = 0;
  for (let layer = 0; layer < layerCount; layer++) {
    const here = nodes.filter((node) => node.layer === layer);
    const right = left + Math.max(...here.map(({ width }) => width)) - 1;
    for (const lane of lanes) if (lane.layer === layer) canvas.horizontal(left, right, lane.y);
    const bundles = inOrder([...gaps[layer]!.values()]);
    const nextLeft = right + 3 + 2 * bundles.length + 1;
    for (const [i, { from, to }] of bundles.entries()) {
      const channel = right + 2 + 2 * i;
      canvas.horizontal(right, channel, from);
      for (const y of to) {
        canvas.vertical(channel, from, y);
        canvas.horizontal(channel, nextLeft, y);
      }
    }
    for (const node of here) drawBox(canvas, node, { left, right, graph });
    left = nextLeft;
  }
  const back = graph.backEdges.map(({ from, to }) => `  ${formatPortRef(from)} → ${formatPortRef(to)}`);
  return [
    ...canvas.toLines(),
    ...(back.length === 0 ? [] : ['', 'Back, to a module further left:', ...back]),
  ];
}

function sizeOf({ id, use, inputs, outputs }: GraphNode): { width: number; height: number } {
  const rows = Math.max(inputs.length, outputs.length);
  const portsWidth = Math.max(
    0,
    ...Array.from({ length: rows }, (_, i) => (inputs[i] ?? '').length + (outputs[i] ?? '').length + 2),
  );
  return { width: Math.max(id.length + 1, use.length, portsWidth) + 4, height: rows + HEAD_ROWS + 1 };
}

function drawBox(
  canvas: Canvas,
  { node, y, width, height }: PlacedNode,
  { left, right, graph }: { readonly left: number; readonly right: number; readonly graph: ProjectGraph },
): void {
  const { id, use, inputs, outputs } = node;
  const top = Math.round(y);
  const isFed = (port: string): boolean => graph.edges.some(({ to }) => to.module === id && to.port === port);
  const isTaken = (port: string): boolean =>
    graph.edges.some(({ from }) => from.module === id && from.port === port);
  canvas.write(left, top, `┌ ${id} ${'─'.repeat(width - id.length - 4)}┐`);
  canvas.write(left, top + 1, `│ ${use.padEnd(width - 4)} │`);
  for (let i = 0; i < height - HEAD_ROWS - 1; i++) {
    const input = inputs[i] ?? '';
    const output = outputs[i] ?? '';
    const row = top + HEAD_ROWS + i;
    canvas.write(left, row, `│ ${input}${output.padStart(width - 4 - input.length)} │`);
    if (input !== '' && isFed(input)) canvas.write(left, row, '▶');
    if (output === '' || !isTaken(output)) continue;
    canvas.write(left + width - 1, row, '├');
    canvas.horizontal(left + width - 1, right, row);
  }
  canvas.write(left, top + height - 1, `└${'─'.repeat(width - 2)}┘`);
}

/**
 * The order of the channels from left to right. A bundle that comes in where another one goes out has to have left
 * its row before; apart from that, those that go down leave the lower ones first, so that they do not cross.
 */
function inOrder(bundles: readonly Bundle[]): Bundle[] {
  const goesDown = ({ from, to }: Bundle): boolean => Math.max(...to) > from;
  const rest = [...bundles].sort((a, b) => {
    if (goesDown(a) !== goesDown(b)) return goesDown(a) ? 1 : -1;
    return goesDown(a) ? b.from - a.from : a.from - b.from;
  });
  const ordered: Bundle[] = [];
  while (rest.length > 0) {
    const free = rest.findIndex(
      (bundle) => !rest.some((other) => other !== bundle && bundle.to.has(other.from)),
    );
    ordered.push(...rest.splice(Math.max(0, free), 1));
  }
  return ordered;
}
