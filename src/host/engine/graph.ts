/**
 * The order of modules: who feeds whom.
 *
 * @module
 */
import type { ProjectConnection } from '../project/index.ts';

/**
 * Groups modules into levels: every module is in a later level than all that feed it. Modules that
 * feed each other in a circle share a level.
 *
 * @param ids - all modules, in the order of the project
 */
export function levelsOf(ids: readonly string[], connections: readonly ProjectConnection[]): string[][] {
  const waiting = new Set(ids);
  const levels: string[][] = [];
  while (waiting.size > 0) {
    const isFed = (id: string): boolean =>
      connections.some(({ from, to }) => to.module === id && from.module !== id && waiting.has(from.module));
    let level = ids.filter((id) => waiting.has(id) && !isFed(id));
    if (level.length === 0) level = circleOf(waiting, ids, connections);
    for (const id of level) waiting.delete(id);
    levels.push(level);
  }
  return levels;
}

/** A circle among `waiting` that nothing else in it feeds. */
function circleOf(
  waiting: ReadonlySet<string>,
  ids: readonly string[],
  connections: readonly ProjectConnection[],
): string[] {
  const feeders = new Map(
    ids.map((id) => [id, connections.filter((c) => c.to.module === id).map((c) => c.from.module)]),
  );
  const upstreamOf = (id: string): Set<string> => {
    const seen = new Set<string>();
    const next = [id];
    for (let at = next.pop(); at !== undefined; at = next.pop()) {
      for (const feeder of feeders.get(at) ?? []) {
        if (!waiting.has(feeder) || seen.has(feeder)) continue;
        seen.add(feeder);
        next.push(feeder);
      }
    }
    return seen;
  };
  // The module with the fewest waiting modules upstream lies in such a circle.
  const upstream = new Map([...waiting].map((id) => [id, upstreamOf(id)]));
  const first = [...waiting].reduce((a, b) => (upstream.get(a)!.size <= upstream.get(b)!.size ? a : b));
  return ids.filter((id) => upstream.get(first)!.has(id));
}
