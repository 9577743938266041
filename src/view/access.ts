/**
 * Who may look: whoever knows the address, from the page that it shows, and nobody else.
 *
 * The token in the path keeps other users of the machine out; `Host` and `Origin` keep out other web pages, also those
 * whose name was made to lead here (DNS rebinding).
 *
 * @module
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';

/** A token: 128 bits, as text that an address may hold. */
export function newToken(): string {
  return randomBytes(16).toString('base64url');
}

/** Whether a text has the shape of a token. */
export function isToken(text: unknown): text is string {
  return typeof text === 'string' && /^[\w-]{22}$/.test(text);
}

/** Whether two texts are the same; takes as long whatever they have in common. */
export function isSameSecret(given: string, wanted: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(wanted));
}

/** What of a request says where it comes from and where it goes to. */
export interface RequestOrigin {
  /** Header `Host`. */
  readonly host: string | undefined;
  /** Header `Origin`; programs other than browsers send none. */
  readonly origin: string | undefined;
}

/** Where the server listens. */
export interface ListenAddress {
  /** As it was asked for: an address or a name. */
  readonly host: string;
  readonly port: number;
  /** Name of this machine. */
  readonly machine: string;
}

const LOCAL_NAMES: ReadonlySet<string> = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** Whether a request is meant for this server, and comes from its own page or from no page at all. */
export function isOwnRequest({ host, origin }: RequestOrigin, address: ListenAddress): boolean {
  if (host === undefined || !isOwnHost(host, address)) return false;
  return origin === undefined || origin === `http://${host}`;
}

function isOwnHost(header: string, { host, port, machine }: ListenAddress): boolean {
  const found = /^(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(header);
  if (found === null || Number(found[2] ?? 80) !== port) return false;
  const name = found[1]!.toLowerCase();
  if (isLoopback(host)) return LOCAL_NAMES.has(name) || name === bracketed(host);
  // A name leads wherever its owner says; an address does not.
  return (
    isIP(name.replace(/^\[|\]$/g, '')) !== 0 ||
    [host, machine, 'localhost'].some((own) => own.toLowerCase() === name)
  );
}

/** Whether an address is reached from this machine alone. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** A host as it stands in an address. */
export function bracketed(host: string): string {
  return isIP(host) === 6 ? `[${host}]` : host;
}
