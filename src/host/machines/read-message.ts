/**
 * Messages as JSON; and what anybody on the servers can send, as far as it is what it should be.
 *
 * @module
 */
import type { AgentFacts, OpenAnswer, OpenRequest } from './agent-protocol.ts';

const RUN_UUID = /^[0-9a-f-]{36}$/;

/** @returns undefined for bytes that are no request */
export function readOpenRequest(bytes: Uint8Array): OpenRequest | undefined {
  const value = readJson(bytes);
  if (value === undefined) return undefined;
  const { runUuid, subject, limits } = value;
  const isSound =
    ['version', 'hostName', 'project', 'experiment'].every((key) => typeof value[key] === 'string') &&
    ['protocolVersion', 'silenceMsec'].every((key) => typeof value[key] === 'number') &&
    typeof runUuid === 'string' &&
    RUN_UUID.test(runUuid) &&
    isRecord(subject) &&
    isRecord(limits) &&
    Object.values(limits).every((limit) => typeof limit === 'number');
  return isSound ? (value as unknown as OpenRequest) : undefined;
}

/** The versions that a request names, whatever else it is. */
export function readVersions(bytes: Uint8Array): {
  readonly version: string;
  readonly protocolVersion: string;
} {
  const { version, protocolVersion } = readJson(bytes) ?? {};
  return { version: String(version), protocolVersion: String(protocolVersion) };
}

/** @returns undefined for bytes that are no answer */
export function readOpenAnswer(bytes: Uint8Array): OpenAnswer | undefined {
  const value = readJson(bytes);
  const hostName = value?.['hostName'];
  if (value?.['ok'] === true && typeof hostName === 'string') return { ok: true, hostName };
  const why = value?.['why'];
  const isSoonFree = value?.['isSoonFree'] === true;
  return value?.['ok'] === false && typeof why === 'string' ? { ok: false, why, isSoonFree } : undefined;
}

/** @returns undefined for bytes that are no facts */
export function readAgentFacts(bytes: Uint8Array): AgentFacts | undefined {
  const value = readJson(bytes);
  if (value === undefined) return undefined;
  const isSound =
    ['name', 'version', 'nodeVersion', 'hostName', 'system'].every((key) => typeof value[key] === 'string') &&
    ['protocolVersion', 'cores', 'memoryBytes', 'clockUsec'].every((key) => typeof value[key] === 'number') &&
    Array.isArray(value['cameras']);
  return isSound ? (value as unknown as AgentFacts) : undefined;
}

export function writeJson(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

/** @returns undefined for bytes that are no JSON object */
export function readJson(bytes: Uint8Array): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
