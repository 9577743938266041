/**
 * The name that somebody may have meant.
 *
 * @module
 */
/** Optimal-string-alignment distance: insert, delete, replace or swap neighbours, 1 each. */
function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      let best = Math.min(previous[j]! + 1, current[j - 1]! + 1, replace);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, beforePrevious[j - 2]! + 1);
      }
      current.push(best);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length]!;
}

/** `, did you mean "width"?`: the known name nearest to a wrong one, or nothing if none is near. */
export function didYouMean(wrong: string, known: readonly string[]): string {
  // Far longer than any name: not worth the quadratic search, and it may come from outside.
  if (wrong.length > 100) return '';
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(wrong.length / 3)) + 1;
  for (const name of known) {
    const distance = editDistance(wrong.toLowerCase(), name.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [name, distance];
  }
  return best === undefined ? '' : `, did you mean "${best}"?`;
}

/** `"a", "b" and "c"`, or `none`: names for a message. */
export function listNames(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  const quoted = names.map((name) => `"${name}"`);
  const last = quoted.pop()!;
  return quoted.length === 0 ? last : `${quoted.join(', ')} and ${last}`;
}
