/**
 * Stacks for people: where in their code, without the calls of this package and of Node in between.
 *
 * @module
 */
import { BUILT_CODE, PACKAGE_FOLDER } from '../../threads/index.ts';

const FRAME = /^\s+at /;
/** Built code, the source that maps lead to, and Node's. */
const OWN_FOLDERS = [BUILT_CODE, new URL('src/', PACKAGE_FOLDER)];
const OWN = new RegExp(`${OWN_FOLDERS.map(({ pathname }) => escaped(pathname)).join('|')}|[( ]node:`);

/** Leaves out frames of this package and of Node; all stay if there are no others. */
export function foldStack(stack: string): string {
  const lines = stack.split('\n');
  const isOwn = (line: string): boolean =>
    FRAME.test(line) && (OWN.test(line) || line.includes('<anonymous>)'));
  const hasUserFrames = lines.some((line) => FRAME.test(line) && !isOwn(line));
  return hasUserFrames ? lines.filter((line) => !isOwn(line)).join('\n') : stack;
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
