/**
 * Texts of events as Syntalos takes them: within their fields, cut at a character, and safe where
 * it shows them as HTML.
 *
 * @module
 */
import { Buffer } from 'node:buffer';
import { BUILT_CODE } from '../../../threads/index.ts';
import { TEXT_LIMITS } from '../../limits.ts';
import type { ModuleEvent } from '../../messages.ts';

type ErrorEvent = Extract<ModuleEvent, { kind: 'error' }>;

/**
 * Title and message of an error that fit their fields; the message ends by the place in the
 * module's code where it was thrown.
 *
 * Syntalos shows an error with a title as HTML, unescaped, and one without as plain text.
 */
export function errorText(event: ErrorEvent): Pick<ErrorEvent, 'title' | 'message'> {
  const isHtml = event.title !== '';
  const place = firstPlace(event.stack);
  const tail = place === undefined ? '' : fit(`\n${place}`, TEXT_LIMITS.errorMessage / 2, isHtml);
  const room = TEXT_LIMITS.errorMessage - Buffer.byteLength(tail);
  return {
    title: fit(event.title, TEXT_LIMITS.errorTitle, isHtml),
    message: fit(event.message, room, isHtml) + tail,
  };
}

/** An error as the log has it: with its whole stack. */
export function errorLog(event: ErrorEvent): string {
  const title = event.title === '' ? '' : `${event.title}: `;
  if (event.stack === '') return `error: ${title}${event.message}`;
  // A stack begins with name and message, but with those from before anything was added to them.
  return event.stack.includes(event.message)
    ? `error: ${title}${event.stack}`
    : `error: ${title}${event.message}\n${event.stack}`;
}

/** The text without zero characters, which would end it on the wire. */
export function withoutZeros(text: string): string {
  return text.replaceAll('\0', '\uFFFD');
}

/** The longest start of `text` that fits `limitBytes` bytes once it is written. */
function fit(text: string, limitBytes: number, isHtml: boolean): string {
  let fitted = '';
  let left = limitBytes;
  for (const character of withoutZeros(text)) {
    const written = isHtml ? (HTML[character] ?? character) : character;
    left -= Buffer.byteLength(written);
    if (left < 0) break;
    fitted += written;
  }
  return fitted;
}

const HTML: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '<br/>',
};

/** The first line of a stack that names a place of the module's own: `at onData (file:///m.ts:3:9)`. */
function firstPlace(stack: string): string | undefined {
  const places = stack
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('at '));
  const isForeign = (line: string): boolean =>
    line.includes(BUILT_CODE.href) || line.includes('(node:') || line.includes('/node_modules/');
  return places.find((line) => !isForeign(line)) ?? places[0];
}
