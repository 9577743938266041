/**
 * A project as a graph: its modules with their ports, and what connects them.
 *
 * @module
 */
import { MODULE_DESCRIPTIONS } from '../../host/describe/index.ts';
import type { Project, ProjectConnection, ProjectModule } from '../../host/project/index.ts';

/** A module, with its ports from top to bottom. */
export interface GraphNode {
  readonly id: string;
  /** The program, as the project names it. */
  readonly use: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** What is to be drawn. */
export interface ProjectGraph {
  readonly nodes: readonly GraphNode[];
  /** Connections from left to right. */
  readonly edges: readonly ProjectConnection[];
  /** Those that close a loop: they lead back to a module further left. */
  readonly backEdges: readonly ProjectConnection[];
}

/**
 * Makes the graph of a project without loading its modules: of a file's ports those are known that are connected.
 */
export function projectGraph({ modules, connections }: Project): ProjectGraph {
  const isBack = backConnections(modules, connections);
  return {
    nodes: modules.map((module) => ({
      id: module.id,
      use: module.use,
      inputs: portsOf(module, 'input', connections),
      outputs: portsOf(module, 'output', connections),
    })),
    edges: connections.filter((connection) => !isBack.has(connection)),
    backEdges: connections.filter((connection) => isBack.has(connection)),
  };
}

function portsOf(
  module: ProjectModule,
  direction: 'input' | 'output',
  connections: readonly ProjectConnection[],
): string[] {
  const described = MODULE_DESCRIPTIONS.find(({ name }) => name === module.use)?.ports ?? [];
  const given = module.ports?.[direction === 'input' ? 'inputs' : 'outputs'] ?? [];
  const connected = connections
    .map((connection) => (direction === 'input' ? connection.to : connection.from))
    .filter((ref) => ref.module === module.id);
  return [
    ...new Set([
      ...described.filter((port) => port.direction === direction).map(({ id }) => id),
      ...given.map(({ id }) => id),
      ...connected.map(({ port }) => port),
    ]),
  ];
}

/** Connections that close a loop, for a walk that begins at the modules in the project's order. */
function backConnections(
  modules: readonly ProjectModule[],
  connections: readonly ProjectConnection[],
): ReadonlySet<ProjectConnection> {
  const back = new Set<ProjectConnection>();
  const state = new Map<string, 'open' | 'done'>();
  const visit = (id: string): void => {
    state.set(id, 'open');
    for (const connection of connections) {
      if (connection.from.module !== id) continue;
      const target = connection.to.module;
      if (state.get(target) === 'open') back.add(connection);
      else if (state.get(target) === undefined) visit(target);
    }
    state.set(id, 'done');
  };
  for (const { id } of modules) if (state.get(id) === undefined) visit(id);
  return back;
}
