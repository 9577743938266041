/**
 * The control channels of wire protocol section 4, as tables: names, payload types and codecs.
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
import type { CallLimits, EventLimits, PayloadType, TopicLimits } from '../addon/native-types.ts';
import { BYTE_SLICE, FIXED_TYPES } from './payload-types.ts';
import * as slice from './slice-messages.ts';

/** Limits of a control topic (section 3). */
export const CONTROL_TOPIC_LIMITS: TopicLimits = {
  maxPublishers: 2,
  maxSubscribers: 2,
  maxNodes: 4,
  history: 0,
  buffer: 16,
  borrowed: 1,
  overflows: true,
};

/** Limits of a control request service (section 3). */
export const CONTROL_CALL_LIMITS: CallLimits = {
  maxServers: 2,
  maxClients: 2,
  maxNodes: 4,
  responseBuffer: 2,
};

/** Limits of a control event service (section 3). */
export const CONTROL_EVENT_LIMITS: EventLimits = { maxNotifiers: 2, maxListeners: 2, maxNodes: 4 };

/** Event service on which the module notifies and the master listens. */
export const WORKER_EVENT_CHANNEL = 'worker-event';
/** Event service on which the master notifies and the module listens. */
export const MASTER_EVENT_CHANNEL = 'master-event';
/** The event that announces a control message. */
export const CONTROL_EVENT_ID = 0;

type AnyRequest = MasterRequest | ModuleRequest;
type AnyResponse = MasterResponse | ModuleResponse;
/** Kind of any request. */
export type RequestKind = AnyRequest['kind'];

/** How one kind of request travels. */
export interface CallChannel<K extends RequestKind> {
  readonly channel: string;
  readonly requestType: PayloadType;
  readonly responseType: PayloadType;
  encodeRequest(request: Extract<AnyRequest, { kind: K }>): Uint8Array;
  /** @throws ERR_SYNTALOS_DECODE for damaged bytes */
  decodeRequest(bytes: Uint8Array): Extract<AnyRequest, { kind: K }>;
  encodeResponse(response: ResponseOf<K>): Uint8Array;
  /** @throws ERR_SYNTALOS_DECODE for damaged bytes */
  decodeResponse(bytes: Uint8Array): ResponseOf<K>;
}

type DoneKind = { [K in RequestKind]: ResponseOf<K> extends { kind: 'done' } ? K : never }[RequestKind];
type RequestCodec<K extends RequestKind> = Pick<
  CallChannel<K>,
  'requestType' | 'encodeRequest' | 'decodeRequest'
>;

function answeredByDone<K extends DoneKind>(channel: string, request: RequestCodec<K>): CallChannel<K> {
  return {
    channel,
    ...request,
    responseType: FIXED_TYPES.DoneResponse,
    encodeResponse: (response) => fixed.encodeDone((response as { success: boolean }).success),
    decodeResponse: (bytes) => ({ kind: 'done', success: fixed.decodeDone(bytes) }) as ResponseOf<K>,
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
  inputPortChange: answeredByDone('InPortChange', {
    requestType: BYTE_SLICE,
    encodeRequest: slice.encodeInputPortChange,
    decodeRequest: slice.decodeInputPortChange,
  }),
  outputPortChange: answeredByDone('OutPortChange', {
    requestType: BYTE_SLICE,
    encodeRequest: slice.encodeOutputPortChange,
    decodeRequest: slice.decodeOutputPortChange,
  }),
  edlReserve: {
    channel: 'EdlReserve',
    requestType: BYTE_SLICE,
    responseType: BYTE_SLICE,
    encodeRequest: slice.encodeEdlReserve,
    decodeRequest: slice.decodeEdlReserve,
    encodeResponse: slice.encodeEdlReservation,
    decodeResponse: slice.decodeEdlReservation,
  },
  apiVersion: {
    channel: 'ApiVersion',
    ...empty('apiVersion', FIXED_TYPES.ApiVersionRequest),
    responseType: FIXED_TYPES.ApiVersionResponse,
    encodeResponse: (response) => fixed.encodeApiVersion(response.apiVersion),
    decodeResponse: (bytes) => ({ kind: 'apiVersionInfo', apiVersion: fixed.decodeApiVersion(bytes) }),
  },
  setNiceness: answeredByDone('SetNiceness', {
    requestType: FIXED_TYPES.SetNicenessRequest,
    encodeRequest: (request) => fixed.encodeNiceness(request.nice),
    decodeRequest: (bytes) => ({ kind: 'setNiceness', nice: fixed.decodeNiceness(bytes) }),
  }),
  setMaxRealtimePriority: answeredByDone('SetMaxRealtimePriority', {
    requestType: FIXED_TYPES.SetMaxRealtimePriority,
    encodeRequest: (request) => fixed.encodeRealtimePriority(request.priority),
    decodeRequest: (bytes) => ({
      kind: 'setMaxRealtimePriority',
      priority: fixed.decodeRealtimePriority(bytes),
    }),
  }),
  setCpuAffinity: answeredByDone('SetCPUAffinity', {
    requestType: FIXED_TYPES.SetCPUAffinityRequest,
    encodeRequest: (request) => fixed.encodeAffinity(request.cores),
    decodeRequest: (bytes) => ({ kind: 'setCpuAffinity', cores: fixed.decodeAffinity(bytes) }),
  }),
  loadScript: answeredByDone('LoadScript', {
    requestType: BYTE_SLICE,
    encodeRequest: slice.encodeLoadScript,
    decodeRequest: slice.decodeLoadScript,
  }),
  // The channel's name really ends in "Request".
  setPortsPreset: answeredByDone('SetPortsPresetRequest', {
    requestType: BYTE_SLICE,
    encodeRequest: slice.encodePortsPreset,
    decodeRequest: slice.decodePortsPreset,
  }),
  connectInput: answeredByDone('ConnectInputPort', {
    requestType: FIXED_TYPES.ConnectInputRequest,
    encodeRequest: fixed.encodeConnectInput,
    decodeRequest: fixed.decodeConnectInput,
  }),
  updateInputMetadata: answeredByDone('UpdateInputPortMetadata', {
    requestType: BYTE_SLICE,
    encodeRequest: slice.encodeUpdateInputMetadata,
    decodeRequest: slice.decodeUpdateInputMetadata,
  }),
  saveSettings: {
    channel: 'SaveSettings',
    requestType: BYTE_SLICE,
    responseType: BYTE_SLICE,
    encodeRequest: slice.encodeSaveSettings,
    decodeRequest: slice.decodeSaveSettings,
    encodeResponse: slice.encodeSettingsData,
    decodeResponse: slice.decodeSettingsData,
  },
  loadSettings: answeredByDone('LoadSettings', {
    requestType: BYTE_SLICE,
    encodeRequest: slice.encodeLoadSettings,
    decodeRequest: slice.decodeLoadSettings,
  }),
  prepareRun: answeredByDone('PrepareRun', {
    requestType: BYTE_SLICE,
    encodeRequest: slice.encodePrepareRun,
    decodeRequest: slice.decodePrepareRun,
  }),
  start: answeredByDone('Start', {
    requestType: FIXED_TYPES.StartRequest,
    encodeRequest: (request) => fixed.encodeStart(request.startTimestampUsec),
    decodeRequest: (bytes) => ({ kind: 'start', startTimestampUsec: fixed.decodeStart(bytes) }),
  }),
  stop: answeredByDone('Stop', empty('stop', FIXED_TYPES.StopRequest)),
  shutdown: answeredByDone('Shutdown', empty('shutdown', FIXED_TYPES.ShutdownRequest)),
  showDisplay: answeredByDone('ShowDisplay', empty('showDisplay', FIXED_TYPES.ShowDisplayRequest)),
  showSettings: answeredByDone('ShowSettings', empty('showSettings', FIXED_TYPES.ShowSettingsRequest)),
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
export const WORKER_REQUEST_KINDS: readonly ModuleRequest['kind'][] = [
  'inputPortChange',
  'outputPortChange',
  'edlReserve',
];

/** Kinds of events that have a channel; a `warning` or `figure` has none and goes to the module's log. */
export type EventKind = Exclude<ModuleEvent['kind'], 'warning' | 'figure'>;

/** How one kind of event travels. */
export interface EventChannel<K extends EventKind> {
  readonly channel: string;
  readonly type: PayloadType;
  encode(event: Extract<ModuleEvent, { kind: K }>): Uint8Array;
  /** @throws ERR_SYNTALOS_DECODE for damaged bytes */
  decode(bytes: Uint8Array): Extract<ModuleEvent, { kind: K }>;
}

/** Every event with a channel, by kind. */
export const EVENT_CHANNELS: { readonly [K in EventKind]: EventChannel<K> } = {
  error: {
    channel: 'Error',
    type: FIXED_TYPES.ErrorEvent,
    encode: fixed.encodeError,
    decode: (bytes) => ({ kind: 'error', ...fixed.decodeError(bytes), code: '', stack: '', causes: [] }),
  },
  stateChange: {
    channel: 'State',
    type: FIXED_TYPES.StateChangeEvent,
    encode: (event) => fixed.encodeState(event.state),
    decode: (bytes) => ({ kind: 'stateChange', state: fixed.decodeState(bytes) }),
  },
  statusMessage: {
    channel: 'StatusMessage',
    type: FIXED_TYPES.StatusMessageEvent,
    encode: (event) => fixed.encodeStatus(event.text),
    decode: (bytes) => ({ kind: 'statusMessage', text: fixed.decodeStatus(bytes) }),
  },
  syncDetails: {
    channel: 'SyncDetails',
    type: FIXED_TYPES.SyncDetailsEvent,
    encode: fixed.encodeSyncDetails,
    decode: fixed.decodeSyncDetails,
  },
  syncOffset: {
    channel: 'SyncOffset',
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

/** Encodes the answer to a request of `kind`. @throws ERR_SYNTALOS_CHANNEL for another's answer */
export function encodeResponse(kind: RequestKind, response: AnyResponse): Uint8Array {
  const expected =
    kind === 'apiVersion'
      ? 'apiVersionInfo'
      : kind === 'saveSettings'
        ? 'settingsData'
        : kind === 'edlReserve'
          ? 'edlReservation'
          : 'done';
  if (response.kind !== expected) {
    throw new SyntalosError(
      'ERR_SYNTALOS_CHANNEL',
      `Cannot answer "${kind}" by "${response.kind}": expected "${expected}"`,
    );
  }
  return callChannelOf(kind).encodeResponse(response);
}
