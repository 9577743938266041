/**
 * Reads what comes from a browser: anything may.
 *
 * @module
 */
import type { ClientMessage, OpenOptions } from './protocol.ts';

/** Longest message that a page sends, in bytes. */
export const MAX_CLIENT_BYTES: number = 16 * 1024;
/** Most channels of a signal that are shown at a time. */
export const MAX_CHANNELS = 64;
/** Widest picture that is sent, in pixels. */
export const MAX_PICTURE_WIDTH = 1280;
const MAX_STEP_MSEC = 60_000;

/** The message in a text; undefined for anything that is none. */
export function readClientMessage(text: string): ClientMessage | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { kind, output, isVisible, ...options } = value as Readonly<Record<string, unknown>>;
  switch (kind) {
    case 'stop':
      return { kind };
    case 'visible':
      return typeof isVisible === 'boolean' ? { kind, isVisible } : undefined;
    case 'close':
      return typeof output === 'string' ? { kind, output } : undefined;
    case 'open': {
      const read = readOptions(options);
      return typeof output === 'string' && read !== undefined ? { kind, output, ...read } : undefined;
    }
    default:
      return undefined;
  }
}

function readOptions({
  width,
  channels,
  stepMsec,
}: Readonly<Record<string, unknown>>): OpenOptions | undefined {
  if (width !== undefined && !isBetween(width, 1, MAX_PICTURE_WIDTH)) return undefined;
  if (stepMsec !== undefined && !isBetween(stepMsec, 0, MAX_STEP_MSEC)) return undefined;
  if (channels !== undefined && !isChannelList(channels)) return undefined;
  return {
    ...(width === undefined ? {} : { width: Math.floor(width) }),
    ...(channels === undefined ? {} : { channels }),
    ...(stepMsec === undefined ? {} : { stepMsec }),
  };
}

function isBetween(value: unknown, least: number, most: number): value is number {
  return typeof value === 'number' && value >= least && value <= most;
}

function isChannelList(value: unknown): value is readonly number[] {
  return (
    Array.isArray(value) &&
    value.length <= MAX_CHANNELS &&
    value.every((channel) => Number.isSafeInteger(channel) && channel >= 0)
  );
}
