/**
 * Ids of ports by the names of datasets.
 *
 * @module
 */
/**
 * Gives each stream of a recording the id of its port.
 *
 * It is the name of the stream's dataset, in lower case, with `-` for what is neither letter, digit,
 * `.`, `_` nor `-`: `videos/TIS Camera` is `tis-camera`. Where datasets share a name, a dataset below
 * the top gets its whole path: beside a table `miniscope` the video `videos/miniscope` is
 * `videos-miniscope`. What is still the same is numbered: `a`, `a-2`.
 *
 * @param relPaths - of the datasets, parts separated by `/`
 * @returns an id for each, in the same order
 */
export function portIdsOf(relPaths: readonly string[]): string[] {
  const names = relPaths.map((path) => idOf(path.slice(path.lastIndexOf('/') + 1)));
  const taken = new Set<string>();
  return relPaths.map((path, i) => {
    const name = names[i]!;
    const isShared = names.indexOf(name) !== names.lastIndexOf(name);
    const id = numbered(isShared ? idOf(path) : name, taken);
    taken.add(id);
    return id;
  });
}

function idOf(text: string): string {
  return text.toLowerCase().replaceAll(/[^\p{L}\p{N}._-]+/gu, '-') || 'stream';
}

function numbered(id: string, taken: ReadonlySet<string>): string {
  if (!taken.has(id)) return id;
  let number = 2;
  while (taken.has(`${id}-${number}`)) number++;
  return `${id}-${number}`;
}
