/**
 * The fixed-size messages of wire protocol section 4: bytes to plain objects and back.
 *
 * Offsets are those recorded from the C++ library; `test/ipc/iceoryx2` compares them with the record.
 *
 * @module
 */
import { SyntalosError } from '../../../errors.ts';
import { ModuleState, type MasterRequest, type ModuleEvent } from '../../messages.ts';
import { MAX_AFFINITY_CORES, TEXT_LIMITS } from '../../limits.ts';
import { FixedReader, FixedWriter } from './fixed-layout.ts';
import { FIXED_TYPES } from './payload-types.ts';

/** Behind the cores, which are numbers of 4 bytes. */
const AFFINITY_COUNT_OFFSET = MAX_AFFINITY_CORES * 4;

const KNOWN_STATES: ReadonlySet<number> = new Set(Object.values(ModuleState));

/** What `ErrorEvent` carries. */
export interface WireError {
  readonly title: string;
  readonly message: string;
}

export function encodeError({ title, message }: WireError): Uint8Array {
  return new FixedWriter(FIXED_TYPES.ErrorEvent)
    .text(0, TEXT_LIMITS.errorTitle, title)
    .text(144, TEXT_LIMITS.errorMessage, message)
    .finish();
}

export function decodeError(bytes: Uint8Array): WireError {
  const reader = new FixedReader(FIXED_TYPES.ErrorEvent, bytes);
  return {
    title: reader.text(0, TEXT_LIMITS.errorTitle),
    message: reader.text(144, TEXT_LIMITS.errorMessage),
  };
}

export function encodeState(state: ModuleState): Uint8Array {
  return new FixedWriter(FIXED_TYPES.StateChangeEvent).u8(0, state).finish();
}

/** @throws `ERR_SYNTALOS_DECODE` - for a number that is no state */
export function decodeState(bytes: Uint8Array): ModuleState {
  const state = new FixedReader(FIXED_TYPES.StateChangeEvent, bytes).u8(0);
  if (!KNOWN_STATES.has(state)) {
    throw new SyntalosError('ERR_SYNTALOS_DECODE', `Cannot read module state ${state}: expected 0 to 7`);
  }
  return state as ModuleState;
}

export function encodeStatus(text: string): Uint8Array {
  return new FixedWriter(FIXED_TYPES.StatusMessageEvent).text(0, TEXT_LIMITS.statusText, text).finish();
}

export function decodeStatus(bytes: Uint8Array): string {
  return new FixedReader(FIXED_TYPES.StatusMessageEvent, bytes).text(0, TEXT_LIMITS.statusText);
}

type SyncDetails = Extract<ModuleEvent, { kind: 'syncDetails' }>;
type SyncOffset = Extract<ModuleEvent, { kind: 'syncOffset' }>;

export function encodeSyncDetails(details: SyncDetails): Uint8Array {
  return new FixedWriter(FIXED_TYPES.SyncDetailsEvent)
    .text(0, TEXT_LIMITS.syncId, details.id)
    .i32(80, details.strategies)
    .i64(88, details.toleranceUsec)
    .finish();
}

export function decodeSyncDetails(bytes: Uint8Array): SyncDetails {
  const reader = new FixedReader(FIXED_TYPES.SyncDetailsEvent, bytes);
  return {
    kind: 'syncDetails',
    id: reader.text(0, TEXT_LIMITS.syncId),
    strategies: reader.i32(80),
    toleranceUsec: reader.i64(88),
  };
}

export function encodeSyncOffset(offset: SyncOffset): Uint8Array {
  return new FixedWriter(FIXED_TYPES.SyncOffsetEvent)
    .text(0, TEXT_LIMITS.syncId, offset.id)
    .i64(80, offset.offsetUsec)
    .finish();
}

export function decodeSyncOffset(bytes: Uint8Array): SyncOffset {
  const reader = new FixedReader(FIXED_TYPES.SyncOffsetEvent, bytes);
  return { kind: 'syncOffset', id: reader.text(0, TEXT_LIMITS.syncId), offsetUsec: reader.i64(80) };
}

export function encodeDone(success: boolean): Uint8Array {
  return new FixedWriter(FIXED_TYPES.DoneResponse).bool(0, success).finish();
}

export function decodeDone(bytes: Uint8Array): boolean {
  return new FixedReader(FIXED_TYPES.DoneResponse, bytes).bool(0);
}

export function encodeApiVersion(apiVersion: string): Uint8Array {
  return new FixedWriter(FIXED_TYPES.ApiVersionResponse).text(0, TEXT_LIMITS.apiVersion, apiVersion).finish();
}

export function decodeApiVersion(bytes: Uint8Array): string {
  return new FixedReader(FIXED_TYPES.ApiVersionResponse, bytes).text(0, TEXT_LIMITS.apiVersion);
}

export function encodeNiceness(nice: number): Uint8Array {
  return new FixedWriter(FIXED_TYPES.SetNicenessRequest).i32(0, nice).finish();
}

export function decodeNiceness(bytes: Uint8Array): number {
  return new FixedReader(FIXED_TYPES.SetNicenessRequest, bytes).i32(0);
}

export function encodeRealtimePriority(priority: number): Uint8Array {
  return new FixedWriter(FIXED_TYPES.SetMaxRealtimePriority).i32(0, priority).finish();
}

export function decodeRealtimePriority(bytes: Uint8Array): number {
  return new FixedReader(FIXED_TYPES.SetMaxRealtimePriority, bytes).i32(0);
}

/** @throws `ERR_SYNTALOS_INVALID_ARGUMENT` - for more cores than the message holds */
export function encodeAffinity(cores: readonly number[]): Uint8Array {
  if (cores.length > MAX_AFFINITY_CORES) {
    throw new SyntalosError(
      'ERR_SYNTALOS_INVALID_ARGUMENT',
      `Cannot send ${cores.length} cores: expected at most ${MAX_AFFINITY_CORES}`,
    );
  }
  const writer = new FixedWriter(FIXED_TYPES.SetCPUAffinityRequest);
  for (const [at, core] of cores.entries()) writer.u32(at * 4, core);
  return writer.i64(AFFINITY_COUNT_OFFSET, cores.length).finish();
}

/** @throws `ERR_SYNTALOS_DECODE` - it counts more cores than it holds */
export function decodeAffinity(bytes: Uint8Array): number[] {
  const reader = new FixedReader(FIXED_TYPES.SetCPUAffinityRequest, bytes);
  const count = reader.count(AFFINITY_COUNT_OFFSET, MAX_AFFINITY_CORES);
  return Array.from({ length: count }, (_, at) => reader.u32(at * 4));
}

type ConnectInput = Extract<MasterRequest, { kind: 'connectInput' }>;

/** @throws `ERR_SYNTALOS_INVALID_ARGUMENT` - for a name that would be cut: it would be another's */
export function encodeConnectInput(request: ConnectInput): Uint8Array {
  for (const name of [request.portId, request.instanceId, request.channelId]) {
    if (new TextEncoder().encode(name).byteLength > TEXT_LIMITS.serviceName) {
      throw new SyntalosError(
        'ERR_SYNTALOS_INVALID_ARGUMENT',
        `Cannot connect input "${request.portId}": a name is longer than ${TEXT_LIMITS.serviceName} bytes`,
      );
    }
  }
  return new FixedWriter(FIXED_TYPES.ConnectInputRequest)
    .text(0, TEXT_LIMITS.serviceName, request.portId)
    .text(264, TEXT_LIMITS.serviceName, request.instanceId)
    .text(528, TEXT_LIMITS.serviceName, request.channelId)
    .u32(792, request.limits.maxSenders)
    .u32(796, request.limits.maxReceivers)
    .u32(800, request.limits.maxNodes)
    .i32(804, request.sourceType)
    .finish();
}

export function decodeConnectInput(bytes: Uint8Array): ConnectInput {
  const reader = new FixedReader(FIXED_TYPES.ConnectInputRequest, bytes);
  return {
    kind: 'connectInput',
    portId: reader.text(0, TEXT_LIMITS.serviceName),
    instanceId: reader.text(264, TEXT_LIMITS.serviceName),
    channelId: reader.text(528, TEXT_LIMITS.serviceName),
    limits: { maxSenders: reader.u32(792), maxReceivers: reader.u32(796), maxNodes: reader.u32(800) },
    sourceType: reader.i32(804),
  };
}

export function encodeStart(startTimestampUsec: number): Uint8Array {
  return new FixedWriter(FIXED_TYPES.StartRequest).i64(0, startTimestampUsec).finish();
}

export function decodeStart(bytes: Uint8Array): number {
  return new FixedReader(FIXED_TYPES.StartRequest, bytes).i64(0);
}
