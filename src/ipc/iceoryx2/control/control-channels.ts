/**
 * The control channels of wire protocol section 4, as tables: payload types and codecs by kind. Their
 * names are in `service-names.ts`.
 *
 * @module
 */
import { SyntalosError } from '../../../errors.ts';
import type {
  MasterRequest,
  MasterResponse,
  ResponseOf,
  ModuleEvent,
  ModuleRequest,
  ModuleResponse,
} from '../../messages.ts';
import * as fixed from './fixed-messages.ts';
import type { PayloadType } from '../addon/native-types.ts';
import { BYTE_SLICE, FIXED_TYPES } from './payload-types.ts';
import * as slice from './slice-messages.ts';

type AnyRequest = MasterRequest | ModuleRequest;
type AnyResponse = MasterResponse | ModuleResponse;
/** Kind of any request. */
export type RequestKind = AnyRequest['kind'];

/** How one kind of request travels. */
export interface CallChannel<K extends RequestKind> {
  readonly requestType: PayloadType;
  readonly responseType: PayloadType;
  encodeRequest(request: Extract<AnyRequest, { kind: K }>): Uint8Array;
  /** @throws `ERR_SYNTALOS_DECODE` - for damaged bytes */
  decodeRequest(bytes: Uint8Array): Extract<AnyRequest, { kind: K }>;
  encodeResponse(response: ResponseOf<K>): Uint8Array;
  /** @throws `ERR_SYNTALOS_DECODE` - for damaged bytes */
  decodeResponse(bytes: Uint8Array): ResponseOf<K>;
  /** The answer that refuses a request; only some have room for the reason. */
  refusal(reason: string): ResponseOf<K>;
}

type DoneKind = { [K in RequestKind]: ResponseOf<K> extends { kind: 'done' } ? K : never }[RequestKind];
type RequestCodec<K extends RequestKind> = Pick<
  CallChannel<K>,
  'requestType' | 'encodeRequest' | 'decodeRequest'
>;

function answeredByDone<K extends DoneKind>(request: RequestCodec<K>): CallChannel<K> {
  return {
    ...request,
    responseType: FIXED_TYPES.DoneResponse,
    encodeResponse: (response) => fixed.encodeDone((response as { success: boolean }).success),
    decodeResponse: (bytes) => ({ kind: 'done', success: fixed.decodeDone(bytes) }) as ResponseOf<K>,
    refusal: () => ({ kind: 'done', success: false }) as ResponseOf<K>,
  };
}

/** A request without content: one byte in C++, whose value means nothing. */
function empty<K extends RequestKind>(kind: K, requestType: PayloadType): RequestCodec<K> {
  type Request = Extract<AnyRequest, { kind: K }>;
  return {
    requestType,
    encodeRequest: () => new Uint8Array(requestType.size),
    decodeRequest: () => ({ kind }) as Request,
  };
}

/** Every request, by kind. */
export const CALL_CHANNELS: { readonly [K in RequestKind]: CallChannel<K> } = {
  inputPortChange: answeredByDone({
    requestType: BYTE_SLICE,
    encodeRequest: slice.encodeInputPortChange,
    decodeRequest: slice.decodeInputPortChange,
  }),
  outputPortChange: answeredByDone({
    requestType: BYTE_SLICE,
    encodeRequest: slice.encodeOutputPortChange,
    decodeRequest: slice.decodeOutputPortChange,
  }),
  edlReserve: {
    requestType: BYTE_SLICE,
    responseType: BYTE_SLICE,
    encodeRequest: slice.encodeEdlReserve,
    decodeRequest: slice.decodeEdlReserve,
    encodeResponse: slice.encodeEdlReservation,
    decodeResponse: slice.decodeEdlReservation,
    refusal: (errorMessage) => ({ kind: 'edlReservation', success: false, errorMessage, absolutePath: '' }),
  },
  apiVersion: {
    ...empty('apiVersion', FIXED_TYPES.ApiVersionRequest),
    responseType: FIXED_TYPES.ApiVersionResponse,
    encodeResponse: (response) => fixed.encodeApiVersion(response.apiVersion),
    decodeResponse: (bytes) => ({ kind: 'apiVersionInfo', apiVersion: fixed.decodeApiVersion(bytes) }),
    refusal: () => ({ kind: 'apiVersionInfo', apiVersion: '' }),
  },
  setNiceness: answeredByDone({
    requestType: FIXED_TYPES.SetNicenessRequest,
    encodeRequest: (request) => fixed.encodeNiceness(request.nice),
    decodeRequest: (bytes) => ({ kind: 'setNiceness', nice: fixed.decodeNiceness(bytes) }),
  }),
  setMaxRealtimePriority: answeredByDone({
    requestType: FIXED_TYPES.SetMaxRealtimePriority,
    encodeRequest: (request) => fixed.encodeRealtimePriority(request.priority),
    decodeRequest: (bytes) => ({
      kind: 'setMaxRealtimePriority',
      priority: fixed.decodeRealtimePriority(bytes),
    }),
  }),
  setCpuAffinity: answeredByDone({
    requestType: FIXED_TYPES.SetCPUAffinityRequest,
    encodeRequest: (request) => fixed.encodeAffinity(request.cores),
    decodeRequest: (bytes) => ({ kind: 'setCpuAffinity', cores: fixed.decodeAffinity(bytes) }),
  }),
  loadScript: answeredByDone({
    requestType: BYTE_SLICE,
    encodeRequest: slice.encodeLoadScript,
    decodeRequest: slice.decodeLoadScript,
  }),
  setPortsPreset: answeredByDone({
    requestType: BYTE_SLICE,
    encodeRequest: slice.encodePortsPreset,
    decodeRequest: slice.decodePortsPreset,
  }),
  connectInput: answeredByDone({
    requestType: FIXED_TYPES.ConnectInputRequest,
    encodeRequest: fixed.encodeConnectInput,
    decodeRequest: fixed.decodeConnectInput,
  }),
  updateInputMetadata: answeredByDone({
    requestType: BYTE_SLICE,
    encodeRequest: slice.encodeUpdateInputMetadata,
    decodeRequest: slice.decodeUpdateInputMetadata,
  }),
  saveSettings: {
    requestType: BYTE_SLICE,
    responseType: BYTE_SLICE,
    encodeRequest: slice.encodeSaveSettings,
    decodeRequest: slice.decodeSaveSettings,
    encodeResponse: slice.encodeSettingsData,
    decodeResponse: slice.decodeSettingsData,
    refusal: () => ({ kind: 'settingsData', success: false, data: new Uint8Array() }),
  },
  loadSettings: answeredByDone({
    requestType: BYTE_SLICE,
    encodeRequest: slice.encodeLoadSettings,
    decodeRequest: slice.decodeLoadSettings,
  }),
  prepareRun: answeredByDone({
    requestType: BYTE_SLICE,
    encodeRequest: slice.encodePrepareRun,
    decodeRequest: slice.decodePrepareRun,
  }),
  start: answeredByDone({
    requestType: FIXED_TYPES.StartRequest,
    encodeRequest: (request) => fixed.encodeStart(request.startTimestampUsec),
    decodeRequest: (bytes) => ({ kind: 'start', startTimestampUsec: fixed.decodeStart(bytes) }),
  }),
  stop: answeredByDone(empty('stop', FIXED_TYPES.StopRequest)),
  shutdown: answeredByDone(empty('shutdown', FIXED_TYPES.ShutdownRequest)),
  showDisplay: answeredByDone(empty('showDisplay', FIXED_TYPES.ShowDisplayRequest)),
  showSettings: answeredByDone(empty('showSettings', FIXED_TYPES.ShowSettingsRequest)),
};

/** Requests that the master sends, in the order in which a module looks for them. */
export const MASTER_REQUEST_KINDS: readonly MasterRequest['kind'][] = [
  'apiVersion',
  'setNiceness',
  'setMaxRealtimePriority',
  'setCpuAffinity',
  'loadSettings',
  'setPortsPreset',
  'updateInputMetadata',
  'loadScript',
  'prepareRun',
  'connectInput',
  'start',
  'stop',
  'saveSettings',
  'showDisplay',
  'showSettings',
  'shutdown',
];

/** Requests that a module sends. */
export const MODULE_REQUEST_KINDS: readonly ModuleRequest['kind'][] = [
  'inputPortChange',
  'outputPortChange',
  'edlReserve',
];

/** Kinds of events that have a channel; a `warning` or `figure` has none and goes to the module's log. */
export type EventKind = Exclude<ModuleEvent['kind'], 'warning' | 'figure'>;

/** How one kind of event travels. */
export interface EventChannel<K extends EventKind> {
  readonly type: PayloadType;
  encode(event: Extract<ModuleEvent, { kind: K }>): Uint8Array;
  /** @throws `ERR_SYNTALOS_DECODE` - for damaged bytes */
  decode(bytes: Uint8Array): Extract<ModuleEvent, { kind: K }>;
}

/** Every event with a channel, by kind. */
export const EVENT_CHANNELS: { readonly [K in EventKind]: EventChannel<K> } = {
  error: {
    type: FIXED_TYPES.ErrorEvent,
    encode: fixed.encodeError,
    decode: (bytes) => ({ kind: 'error', ...fixed.decodeError(bytes), code: '', stack: '', causes: [] }),
  },
  stateChange: {
    type: FIXED_TYPES.StateChangeEvent,
    encode: (event) => fixed.encodeState(event.state),
    decode: (bytes) => ({ kind: 'stateChange', state: fixed.decodeState(bytes) }),
  },
  statusMessage: {
    type: FIXED_TYPES.StatusMessageEvent,
    encode: (event) => fixed.encodeStatus(event.text),
    decode: (bytes) => ({ kind: 'statusMessage', text: fixed.decodeStatus(bytes) }),
  },
  syncDetails: {
    type: FIXED_TYPES.SyncDetailsEvent,
    encode: fixed.encodeSyncDetails,
    decode: fixed.decodeSyncDetails,
  },
  syncOffset: {
    type: FIXED_TYPES.SyncOffsetEvent,
    encode: fixed.encodeSyncOffset,
    decode: fixed.decodeSyncOffset,
  },
};

/** The channel of a request's kind, without its kind's type: for code that treats all alike. */
export function callChannelOf(kind: RequestKind): CallChannel<RequestKind> {
  return CALL_CHANNELS[kind] as unknown as CallChannel<RequestKind>;
}

/** Encodes any request. */
export function encodeRequest(request: AnyRequest): Uint8Array {
  return callChannelOf(request.kind).encodeRequest(request);
}

/** Encodes the answer to a request of `kind`. @throws `ERR_SYNTALOS_CHANNEL` - it is another kind's answer */
export function encodeResponse(kind: RequestKind, response: AnyResponse): Uint8Array {
  const channel = callChannelOf(kind);
  const expected = channel.refusal('').kind;
  if (response.kind !== expected) {
    throw new SyntalosError(
      'ERR_SYNTALOS_CHANNEL',
      `Cannot answer "${kind}" by "${response.kind}": expected "${expected}"`,
    );
  }
  return channel.encodeResponse(response);
}
