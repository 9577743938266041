/**
 * Several machines in one run: the host's side of its agents, and what both sides share. Runs in the host's main
 * thread; `program-parcel` and `machine-links` in the agent's, too.
 *
 * @module
 */
export * from './agent-protocol.ts';
export { callsOver, exposeOver } from './carrier-calls.ts';
export { ClockRecord, type ClockPoint } from './clock-record.ts';
export { innerPath } from './inner-path.ts';
export { listAgents, type FoundAgent } from './list-agents.ts';
export { MachineLinks } from './machine-links.ts';
export { Machines } from './machines.ts';
export { readAgentFacts, readJson, readOpenRequest, readVersions, writeJson } from './read-message.ts';
export { unpackProgram } from './program-parcel.ts';
export { CHUNK_BYTES, FileAnswer, checksumOf } from './recording-fetch.ts';
