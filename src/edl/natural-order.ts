/**
 * The order of numbered files.
 *
 * @module
 */
/**
 * Compares two names in natural number order: runs of digits by their value (`f2` before `f10`),
 * everything else by code unit; names that differ in leading zeros only, by code unit too.
 *
 * @returns below, at or above 0, as `Array.sort` wants it
 */
export function compareNatural(a: string, b: string): number {
  const left = split(a);
  const right = split(b);
  for (let i = 0; i < left.length && i < right.length; i++) {
    const order = compareRuns(left[i]!, right[i]!);
    if (order !== 0) return order;
  }
  return left.length - right.length || compareText(a, b);
}

function split(name: string): readonly string[] {
  return name.match(/[0-9]+|[^0-9]+/g) ?? [];
}

function compareRuns(a: string, b: string): number {
  if (!isDigit(a) || !isDigit(b)) return compareText(a, b);
  const left = a.replace(/^0+/, '');
  const right = b.replace(/^0+/, '');
  return left.length - right.length || compareText(left, right);
}

function isDigit(run: string): boolean {
  const code = run.charCodeAt(0);
  return code >= 0x30 && code <= 0x39;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
