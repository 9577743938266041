/**
 * The built page, as it is sent.
 *
 * @module
 */
import { readFileSync } from 'node:fs';
import { BUILT_CODE } from '../threads/index.ts';

/** A file of the page. */
export interface PageFile {
  readonly type: string;
  readonly content: Buffer;
}

/** The files of the page by their path below its address; `scripts/build-page.mjs` makes them. */
const FILES: Readonly<Record<string, string>> = {
  '': 'text/html; charset=utf-8',
  'page.js': 'text/javascript; charset=utf-8',
  'page.css': 'text/css; charset=utf-8',
};

/** Sent with each answer: nothing of other origins is loaded, and no other page may hold this one. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

/** The file at a path below the page's address; undefined if there is none. */
export function pageFile(path: string): PageFile | undefined {
  if (!Object.hasOwn(FILES, path)) return undefined;
  const type = FILES[path]!;
  const content = readFileSync(new URL(`page/${path === '' ? 'index.html' : path}`, BUILT_CODE));
  return { type, content };
}
