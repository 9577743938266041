/**
 * Stacks for people: where in their code, without the calls of this package and of Node in between.
 *
 * @module
 */
import { BUILT_CODE, PACKAGE_FOLDER } from './package-files.ts';

const FRAME = /^\s+at /;
/** Built code, the source that maps lead to, and Node's. */
const OWN_FOLDERS = [BUILT_CODE, new URL('src/', PACKAGE_FOLDER)];
const OWN = new RegExp(`${OWN_FOLDERS.map(({ pathname }) => escaped(pathname)).join('|')}|[( ]node:`);

/** Leaves out frames of this package and of Node; all stay if there are no others. */
export function foldStack(stack: string): string {
  const lines = stack.split('\n');
  const hasUserFrames = lines.some((line) => FRAME.test(line) && !isOwn(line));
  return hasUserFrames ? lines.filter((line) => !isOwn(line)).join('\n') : stack;
}

/** The first place of a stack in the user's code, `file:line:column`; `undefined` if there is none. */
export function userPlace(stack: string): string | undefined {
  const frame = stack.split('\n').find((line) => FRAME.test(line) && !isOwn(line));
  return frame === undefined ? undefined : /(?:\(|at (?:async )?)([^()]+:\d+:\d+)\)?$/.exec(frame)?.[1];
}

function isOwn(line: string): boolean {
  return FRAME.test(line) && (OWN.test(line) || line.includes('<anonymous>)'));
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
