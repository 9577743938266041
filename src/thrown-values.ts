/**
 * Looking at values that somebody else threw: they can be anything, and nothing here throws.
 *
 * A value from outside may be a proxy, have getters that throw, be its own cause, or be as large as the
 * memory. What is read of it is read once, behind a guard, and cut to a size that can travel.
 *
 * @module
 */
import { inspect } from 'node:util';
import type { ErrorDetails } from './error-codes.ts';

/** An error as plain data: what crosses threads, and what reports hold. */
export interface ErrorRecord {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly details?: ErrorDetails;
  readonly stack?: string;
  readonly cause?: ErrorRecord;
}

/** Errors of a chain that are kept: an error can be its own cause, or have thousands of them. */
const MAX_CHAIN = 16;
/** Longest text that is kept of a message or a name, and of a stack, in characters. */
const MAX_TEXT = 4_000;
const MAX_STACK = 16_000;
/** Longest text that is kept of a detail, in characters, and most details. */
const MAX_DETAIL = 2_000;
const MAX_DETAILS = 32;
/** Longest form of a value inside a message, in characters. */
const MAX_DESCRIPTION = 80;
/** In place of what does not let itself be read. */
const UNREADABLE = 'a value that cannot be read';
/** Members of an `AggregateError` that its message names. */
const MAX_MEMBERS = 3;

/** Turns anything thrown into plain data that can be cloned, printed and stored; never throws. */
export function toErrorRecord(thrown: unknown): ErrorRecord {
  return recordOf(thrown, new Set());
}

/** The message of anything thrown, for use inside another message. */
export function messageOf(thrown: unknown): string {
  return isErrorLike(thrown) ? (textOf(thrown, 'message') ?? UNREADABLE) : describeValue(thrown);
}

/** A short form of any value for messages, texts in quotes: never throws, never longer than a line. */
export function describeValue(value: unknown): string {
  return attempt(() => describe(value)) ?? UNREADABLE;
}

/** A property of any value, `undefined` if it has none or does not let it be read. */
export function propertyOf(value: unknown, name: string): unknown {
  if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return undefined;
  return attempt(() => (value as Record<string, unknown>)[name]);
}

/** Whether it is an error, whatever its realm; false also for what does not let itself be asked. */
export function isError(value: unknown): value is Error {
  return (
    attempt(() => value instanceof Error || Object.prototype.toString.call(value) === '[object Error]') ===
    true
  );
}

/** @param seen - the errors of the chain so far */
function recordOf(thrown: unknown, seen: Set<unknown>): ErrorRecord {
  seen.add(thrown);
  if (!isErrorLike(thrown)) return { name: 'Error', message: inspectValue(thrown) };
  const name = textOf(thrown, 'name');
  const code = propertyOf(thrown, 'code');
  const stack = propertyOf(thrown, 'stack');
  const details = detailsOf(propertyOf(thrown, 'details'));
  const { message, cause } = contentOf(thrown);
  return {
    name: name === undefined || name === '' ? 'Error' : name,
    message,
    ...(typeof code === 'string' ? { code: cut(code, MAX_DETAIL) } : {}),
    ...(details === undefined ? {} : { details }),
    ...(typeof stack === 'string' ? { stack: cutMiddle(stack, MAX_STACK) } : {}),
    ...(cause === undefined ? {} : { cause: causeRecord(cause, seen) }),
  };
}

function causeRecord(cause: unknown, seen: Set<unknown>): ErrorRecord {
  if (seen.has(cause))
    return { name: 'Error', message: 'an error of this chain again: its causes form a circle' };
  if (seen.size >= MAX_CHAIN) return { name: 'Error', message: 'further causes were left out' };
  return recordOf(cause, seen);
}

/** Message and cause; an `AggregateError` without a cause of its own has its first member as one. */
function contentOf(error: object): { readonly message: string; readonly cause: unknown } {
  const message = textOf(error, 'message') ?? UNREADABLE;
  const cause = propertyOf(error, 'cause');
  const members = propertyOf(error, 'errors');
  if (cause !== undefined || !isError(error) || attempt(() => Array.isArray(members)) !== true)
    return { message, cause };
  const count = Number(propertyOf(members, 'length'));
  const named = Array.from({ length: Math.min(count, MAX_MEMBERS) }, (_, at) =>
    messageOf(propertyOf(members, String(at))),
  );
  const more = count > MAX_MEMBERS ? `; and ${count - MAX_MEMBERS} more` : '';
  return {
    message: cut(`${message} (${named.join('; ')}${more})`, MAX_TEXT),
    cause: propertyOf(members, '0'),
  };
}

/** Details as plain values: what is none becomes text. */
function detailsOf(details: unknown): ErrorDetails | undefined {
  if (typeof details !== 'object' || details === null) return undefined;
  const names = attempt(() => Object.keys(details)) ?? [];
  return Object.fromEntries(
    names.slice(0, MAX_DETAILS).map((name) => [name, detailOf(propertyOf(details, name))]),
  );
}

function detailOf(value: unknown): string | number | boolean | undefined {
  switch (typeof value) {
    case 'number':
    case 'boolean':
    case 'undefined':
      return value;
    case 'string':
      return cut(value, MAX_DETAIL);
    default:
      return inspectValue(value);
  }
}

/** What can be treated as an error: one, or any object with a message, as some libraries throw them. */
function isErrorLike(thrown: unknown): thrown is object {
  return isError(thrown) || (typeof thrown === 'object' && typeof propertyOf(thrown, 'message') === 'string');
}

function textOf(value: unknown, name: string): string | undefined {
  const text = propertyOf(value, name);
  return typeof text === 'string' ? cut(text, MAX_TEXT) : undefined;
}

/** A value that is no error, with its content; what {@link describeValue} says if that can't be shown. */
function inspectValue(value: unknown): string {
  const isPlain = (typeof value !== 'object' || value === null) && typeof value !== 'function';
  if (isPlain) return describeValue(value);
  const text = attempt(() =>
    inspect(value, {
      depth: 3,
      maxArrayLength: 20,
      maxStringLength: 500,
      breakLength: Infinity,
      customInspect: false,
    }),
  );
  return text === undefined ? describeValue(value) : cut(text, MAX_DETAIL);
}

function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(cut(value, MAX_DESCRIPTION));
  if (typeof value === 'bigint') return cut(`${value.toString()}n`, MAX_DESCRIPTION);
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'symbol') return cut(value.toString(), MAX_DESCRIPTION);
  if (value === null || typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `an array of ${value.length}`;
  const name = propertyOf(propertyOf(value, 'constructor'), 'name');
  return typeof name === 'string' && name !== 'Object' ? `a ${cut(name, MAX_DESCRIPTION)}` : 'an object';
}

/** A stack begins with the message, which may be long, and says where at its end. */
function cutMiddle(text: string, length: number): string {
  if (text.length <= length) return text;
  const half = Math.floor(length / 2);
  return `${text.slice(0, half)}...${text.slice(-half)}`;
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 3)}...` : text;
}

/** Does what a stranger's value may refuse. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
