/**
 * Where modules and connections of a graph stand: in layers from left to right, few lines crossing.
 *
 * @module
 */
import * as dagre from '@dagrejs/dagre';
import type { ProjectConnection } from '../../host/project/index.ts';
import type { GraphNode, ProjectGraph } from './project-graph.ts';

/** What is used of dagre, whose own declarations do not resolve under NodeNext (3.1.3). */
interface Dagre {
  readonly Graph: new (options: { readonly multigraph: boolean }) => DagreGraph;
  readonly layout: (graph: DagreGraph) => void;
}
interface DagreGraph {
  setGraph(options: Readonly<Record<string, string | number>>): void;
  setDefaultEdgeLabel(label: () => object): void;
  setNode(id: string, size: { readonly width: number; readonly height: number }): void;
  setEdge(from: string, to: string, label: object, name: string): void;
  /** After the layout: the middle of a box. */
  node(id: string): Point;
  edge(from: string, to: string, name: string): { readonly points: readonly Point[] };
}
const { Graph, layout } = dagre as unknown as Dagre;

/** A point of a drawing, from its upper left corner. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A module's place. */
export interface PlacedNode extends Point {
  readonly node: GraphNode;
  /** From 0 at the left. */
  readonly layer: number;
  readonly width: number;
  readonly height: number;
}

/** A connection's way. */
export interface PlacedEdge {
  readonly connection: ProjectConnection;
  /** Where it passes the layers between its ends. */
  readonly lanes: readonly { readonly layer: number; readonly y: number }[];
}

/** A graph with its places; the unit is that of the sizes. */
export interface GraphLayout {
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
}

/** Sizes to lay out with. */
export interface LayoutOptions {
  readonly sizeOf: (node: GraphNode) => { readonly width: number; readonly height: number };
  /** Between modules of a layer, and between connections. */
  readonly gap: number;
  readonly layerGap: number;
}

/** Lays out a graph. */
export function layOut({ nodes, edges }: ProjectGraph, options: LayoutOptions): GraphLayout {
  const { sizeOf, gap, layerGap } = options;
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'LR', nodesep: gap, edgesep: gap, ranksep: layerGap });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const node of nodes) graph.setNode(node.id, { ...sizeOf(node) });
  for (const [i, { from, to }] of edges.entries()) graph.setEdge(from.module, to.module, {}, String(i));
  layout(graph);
  const centers = nodes.map(({ id }) => graph.node(id).x);
  const layers = [...new Set(centers)].sort((a, b) => a - b);
  const placed = nodes.map((node, i): PlacedNode => {
    const { y } = graph.node(node.id);
    const { width, height } = sizeOf(node);
    const x = centers[i]!;
    return { node, layer: layers.indexOf(x), width, height, x: x - width / 2, y: y - height / 2 };
  });
  const layerOf = new Map(placed.map(({ node, layer }) => [node.id, layer]));
  return {
    nodes: placed,
    edges: edges.map((connection, i) => {
      const { points } = graph.edge(connection.from.module, connection.to.module, String(i));
      const first = layerOf.get(connection.from.module)! + 1;
      const last = layerOf.get(connection.to.module)!;
      const between = layers.slice(first, last);
      return {
        connection,
        lanes: between.map((x, at) => ({ layer: first + at, y: nearest(points, x).y })),
      };
    }),
  };
}

function nearest(points: readonly Point[], x: number): Point {
  return points.reduce((best, point) => (Math.abs(point.x - x) < Math.abs(best.x - x) ? point : best));
}
