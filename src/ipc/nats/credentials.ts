/**
 * The file that says who connects to a NATS server.
 *
 * @module
 */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parse } from 'smol-toml';
import { SyntalosError, messageOf } from '../../errors.ts';

/** Files of TLS. */
interface TlsFiles {
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
}

/** Who connects. */
export type Credentials = (
  | { readonly kind: 'creds'; readonly bytes: Uint8Array }
  | { readonly kind: 'nkey'; readonly seed: Uint8Array }
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'user'; readonly user: string; readonly password: string }
  | { readonly kind: 'none' }
) & { readonly tls?: TlsFiles };

const TEXT_KEYS = ['token', 'user', 'password', 'nkey', 'creds'] as const;
const TLS_KEYS = { ca: 'caFile', cert: 'certFile', key: 'keyFile' } as const;

/**
 * Reads NATS's own files (`.creds` of a user, the seed of an nkey), or a TOML file: `token = "…"`; `user` and
 * `password`; `creds` or `nkey`, paths of such files; beside them a table `[tls]` with the paths `ca`, `cert`
 * and `key`. Relative paths start at the file's folder.
 *
 * @throws `ERR_SYNTALOS_STORAGE` - when a file cannot be read; `ERR_SYNTALOS_PROJECT` - for one that says nothing of this
 */
export async function readCredentials(path: string): Promise<Credentials> {
  const bytes = await readBytes(path);
  const text = new TextDecoder().decode(bytes);
  if (text.includes('BEGIN NATS USER JWT')) return { kind: 'creds', bytes };
  if (/^\s*S[A-Z2-7]{57}\s*$/.test(text))
    return { kind: 'nkey', seed: new TextEncoder().encode(text.trim()) };
  const table = parseTable(path, text);
  for (const key of Object.keys(table)) {
    if (key !== 'tls' && !TEXT_KEYS.some((known) => known === key)) {
      throw wrong(path, `has an unknown key "${key}"; known are ${TEXT_KEYS.join(', ')} and [tls]`);
    }
  }
  const textOf = (key: (typeof TEXT_KEYS)[number]): string | undefined => {
    const value = table[key];
    if (value !== undefined && typeof value !== 'string') throw wrong(path, `has a "${key}" that is no text`);
    return value;
  };
  const fileOf = (relPath: string): string => resolve(dirname(path), relPath);
  const tls = tlsOf(path, table['tls'], fileOf);
  const [token, user, creds, nkey] = [textOf('token'), textOf('user'), textOf('creds'), textOf('nkey')];
  if (creds !== undefined) return { kind: 'creds', bytes: await readBytes(fileOf(creds)), ...tls };
  if (nkey !== undefined) return { kind: 'nkey', seed: trimmed(await readBytes(fileOf(nkey))), ...tls };
  if (token !== undefined) return { kind: 'token', token, ...tls };
  if (user !== undefined) return { kind: 'user', user, password: textOf('password') ?? '', ...tls };
  if (tls.tls !== undefined) return { kind: 'none', ...tls };
  throw wrong(path, `says nothing: give it a token, a user and password, creds, nkey or [tls]`);
}

function tlsOf(
  path: string,
  table: unknown,
  fileOf: (relPath: string) => string,
): { readonly tls?: TlsFiles } {
  if (table === undefined) return {};
  if (typeof table !== 'object' || table === null) throw wrong(path, 'has a "tls" that is no table');
  const files: Record<string, string> = {};
  for (const [key, value] of Object.entries(table)) {
    if (!(key in TLS_KEYS) || typeof value !== 'string') {
      throw wrong(path, `has an unknown "tls.${key}"; known are the paths ca, cert and key`);
    }
    files[TLS_KEYS[key as keyof typeof TLS_KEYS]] = fileOf(value);
  }
  return { tls: files };
}

function parseTable(path: string, text: string): Record<string, unknown> {
  try {
    return parse(text);
  } catch (error) {
    // Its text stays out of messages: it is secret.
    throw wrong(path, `is no NATS file and no TOML${lineOf(error)}`);
  }
}

function lineOf(error: unknown): string {
  const line = error instanceof Error && 'line' in error ? error.line : undefined;
  return typeof line === 'number' ? ` (line ${line})` : '';
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new SyntalosError(
      'ERR_SYNTALOS_STORAGE',
      `Cannot read the credentials "${path}": ${messageOf(cause)}`,
      { cause, details: { path } },
    );
  }
}

function trimmed(bytes: Uint8Array): Uint8Array {
  return new TextEncoder().encode(new TextDecoder().decode(bytes).trim());
}

function wrong(path: string, what: string): SyntalosError {
  return new SyntalosError(
    'ERR_SYNTALOS_PROJECT',
    `The credentials "${path}" cannot be used: the file ${what}`,
    {
      details: { path },
    },
  );
}
