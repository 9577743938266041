/**
 * A project's graph as a picture (SVG), for papers and pages; it follows the reader's dark or light.
 *
 * @module
 */
import type { ProjectConnection } from '../../host/project/index.ts';
import { layOut, type PlacedNode, type Point } from './layered-layout.ts';
import type { GraphNode, ProjectGraph } from './project-graph.ts';

/** Widest character of the font, px: boxes are as wide as their texts. */
const CHARACTER_PX = 7.4;
const ROW_PX = 18;
const HEAD_PX = 44;
const PADDING_PX = 10;
const MARGIN_PX = 16;

const STYLE = `
    text { font: 12px ui-monospace, monospace; fill: #1d2733; }
    .id { font-weight: bold; }
    .use { fill: #5b6775; }
    .box { fill: #f5f7fa; stroke: #8793a1; }
    .edge { fill: none; stroke: #2f6fb3; stroke-width: 1.5; }
    .back { stroke-dasharray: 5 3; }
    .port { fill: #2f6fb3; }
    @media (prefers-color-scheme: dark) {
      text { fill: #e3e8ee; }
      .use { fill: #9aa7b5; }
      .box { fill: #1b222b; stroke: #5d6b7a; }
      .edge { stroke: #78b0ea; }
      .port { fill: #78b0ea; }
    }
`;

/** Draws a graph; connections that close a loop are dashed and lead below the modules. */
export function drawSvg(graph: ProjectGraph): string {
  const { nodes, edges } = layOut(graph, { sizeOf, gap: 24, layerGap: 70 });
  const placeOf = new Map(nodes.map((node) => [node.node.id, node]));
  const centerOf = (layer: number): number => {
    const node = nodes.find((each) => each.layer === layer)!;
    return node.x + node.width / 2;
  };
  const ends = ({ from, to }: ProjectConnection): { start: Point; end: Point } => ({
    start: portPlace(placeOf.get(from.module)!, 'output', from.port),
    end: portPlace(placeOf.get(to.module)!, 'input', to.port),
  });
  const bottom = Math.max(0, ...nodes.map(({ y, height }) => y + height));
  const lines = [
    ...edges.map(({ connection, lanes }) => {
      const { start, end } = ends(connection);
      const way = [start, ...lanes.map(({ layer, y }) => ({ x: centerOf(layer), y })), end];
      return `<path class="edge" marker-end="url(#arrow)" d="${curve(way)}">${titleOf(connection)}</path>`;
    }),
    ...graph.backEdges.map((connection, i) => {
      const { start, end } = ends(connection);
      const low = bottom + 14 + 10 * i;
      const way = `M${at(start)} c24,0 24,0 24,24 V${round(low)} H${round(end.x - 24)} V${round(end.y + 24)} c0,-24 0,-24 24,-24`;
      return `<path class="edge back" marker-end="url(#arrow)" d="${way}">${titleOf(connection)}</path>`;
    }),
  ];
  const width = Math.max(0, ...nodes.map((node) => node.x + node.width)) + 2 * MARGIN_PX + 16;
  const height =
    bottom + 2 * MARGIN_PX + (graph.backEdges.length === 0 ? 0 : 10 * graph.backEdges.length + 10);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${round(width)}" height="${round(height)}" viewBox="${-MARGIN_PX - 8} ${-MARGIN_PX} ${round(width)} ${round(height)}">`,
    `  <style>${STYLE}  </style>`,
    '  <defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="port" d="M0,0 L8,4 L0,8 z"/></marker></defs>',
    ...lines.map((line) => `  ${line}`),
    ...nodes.flatMap(drawBox).map((line) => `  ${line}`),
    '</svg>',
    '',
  ].join('\n');
}

function sizeOf({ id, use, inputs, outputs }: GraphNode): { width: number; height: number } {
  const rows = Math.max(inputs.length, outputs.length);
  const texts = Array.from(
    { length: rows },
    (_, i) => (inputs[i] ?? '').length + (outputs[i] ?? '').length + 3,
  );
  const characters = Math.max(id.length, use.length, ...texts);
  return {
    width: Math.ceil(characters * CHARACTER_PX) + 2 * PADDING_PX,
    height: HEAD_PX + rows * ROW_PX + (rows === 0 ? 0 : 4),
  };
}

function portPlace({ node, x, y, width }: PlacedNode, direction: 'input' | 'output', port: string): Point {
  const index = (direction === 'input' ? node.inputs : node.outputs).indexOf(port);
  return { x: direction === 'input' ? x : x + width, y: y + HEAD_PX + index * ROW_PX + ROW_PX / 2 };
}

function drawBox(placed: PlacedNode): string[] {
  const { node, x, y, width, height } = placed;
  const text = (className: string, place: Point, content: string, end = false): string =>
    `<text class="${className}" x="${round(place.x)}" y="${round(place.y)}"${end ? ' text-anchor="end"' : ''}>${escapeXml(content)}</text>`;
  return [
    `<rect class="box" x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="6"/>`,
    text('id', { x: x + PADDING_PX, y: y + 18 }, node.id),
    text('use', { x: x + PADDING_PX, y: y + 34 }, node.use),
    ...(['input', 'output'] as const).flatMap((direction) =>
      (direction === 'input' ? node.inputs : node.outputs).flatMap((port) => {
        const place = portPlace(placed, direction, port);
        const inset = direction === 'input' ? PADDING_PX : -PADDING_PX;
        return [
          `<circle class="port" cx="${round(place.x)}" cy="${round(place.y)}" r="3"/>`,
          text('name', { x: place.x + inset, y: place.y + 4 }, port, direction === 'output'),
        ];
      }),
    ),
  ];
}

/** A line through all points that leaves and reaches each of them level. */
function curve([first, ...rest]: readonly Point[]): string {
  let path = `M${at(first!)}`;
  let previous = first!;
  for (const point of rest) {
    const middle = (previous.x + point.x) / 2;
    path += ` C${at({ x: middle, y: previous.y })} ${at({ x: middle, y: point.y })} ${at(point)}`;
    previous = point;
  }
  return path;
}

function titleOf({ from, to }: ProjectConnection): string {
  return `<title>${escapeXml(`${from.module}:${from.port} → ${to.module}:${to.port}`)}</title>`;
}

function at({ x, y }: Point): string {
  return `${round(x)},${round(y)}`;
}

function round(px: number): string {
  return String(Math.round(px * 10) / 10);
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
