import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { test } from 'tap';
import { MetaFloat, encodeMetaMap } from 'syntalos-mlink/types';
import {
  callChannelOf,
  CALL_CHANNELS,
  encodeRequest,
  encodeResponse,
  EVENT_CHANNELS,
} from '#src/ipc/iceoryx2/control/control-channels';
import * as fixed from '#src/ipc/iceoryx2/control/fixed-messages';
import { BYTE_SLICE, FIXED_TYPES } from '#src/ipc/iceoryx2/control/payload-types';
import {
  cutUtf8,
  readStaticString,
  staticStringBytes,
  writeStaticString,
} from '#src/ipc/iceoryx2/control/static-string';
import { PortPolicy, type MasterRequest, type ModuleRequest } from '#src/ipc/messages';
import { messageVectors, metaMapOf } from '../../types/message-vectors.js';

interface RecordedType {
  readonly struct: string;
  readonly iceoryx2TypeName: string;
  readonly size: number;
  readonly alignment: number;
  readonly fields: readonly { readonly name: string; readonly offset: number; readonly size: number }[];
}

function vectorFile(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../../../test/vectors/${name}`, import.meta.url), 'utf8'));
}

const recordedTypes = vectorFile('type-details.json') as RecordedType[];
const recordedFixed = vectorFile('fixed-messages.json') as Record<string, unknown>;

function hexOf(name: string): string {
  const entry = recordedFixed[name];
  return typeof entry === 'string' ? entry : (entry as { hex: string }).hex;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** The recorded offset of a field. */
function offsetOf(struct: string, field: string): number {
  return recordedTypes.find((type) => type.struct === struct)!.fields.find(({ name }) => name === field)!
    .offset;
}

// Requests and answers in the stream encoding

type AnyRequest = MasterRequest | ModuleRequest;
interface WirePort {
  action: 1 | 2 | 3;
  id: string;
  title: string;
  dataTypeId: number;
  metadata: Record<string, unknown>;
}
type WireInput = WirePort & { throttleItemsPerSec: number };
type WireOutput = WirePort & { maxSenders: number; maxReceivers: number; maxNodes: number };

function portOf({ action, id, title, dataTypeId, metadata }: WirePort) {
  return { action, id, title, dataType: dataTypeId, metadata: encodeMetaMap(metaMapOf(metadata)) };
}

function inputOf(wire: WireInput) {
  return { ...portOf(wire), throttleItemsPerSec: wire.throttleItemsPerSec, policy: PortPolicy.Block };
}

function outputOf(wire: WireOutput) {
  const { maxSenders, maxReceivers, maxNodes } = wire;
  return { ...portOf(wire), limits: { maxSenders, maxReceivers, maxNodes } };
}

const bytesOf = (text: unknown): Uint8Array => new Uint8Array(Buffer.from(text as string, 'hex'));

/** How the recorded values read as our requests. */
const REQUESTS: Record<string, (value: Record<string, unknown>) => AnyRequest> = {
  InputPortChange: (value) => ({ kind: 'inputPortChange', ...inputOf(value as unknown as WireInput) }),
  OutputPortChange: (value) => ({ kind: 'outputPortChange', ...outputOf(value as unknown as WireOutput) }),
  SetPortsPreset: (value) => ({
    kind: 'setPortsPreset',
    inputs: (value['inPorts'] as WireInput[]).map(inputOf),
    outputs: (value['outPorts'] as WireOutput[]).map(outputOf),
  }),
  UpdateInputPortMetadata: (value) => ({
    kind: 'updateInputMetadata',
    portId: value['id'] as string,
    metadata: encodeMetaMap(metaMapOf(value['metadata'] as Record<string, unknown>)),
  }),
  LoadScript: (value) => ({ kind: 'loadScript', ...value }) as AnyRequest,
  SaveSettings: (value) => ({ kind: 'saveSettings', ...value }) as AnyRequest,
  LoadSettings: (value) => ({ ...value, kind: 'loadSettings', data: bytesOf(value['data']) }) as AnyRequest,
  PrepareRun: (value) =>
    ({
      ...value,
      kind: 'prepareRun',
      runUuid: bytesOf((value['runUuid'] as string).replaceAll('-', '')),
    }) as AnyRequest,
  EdlReserve: ({ kind, ...value }) =>
    ({ ...value, kind: 'edlReserve', unit: kind === 1 ? 'dataset' : 'group' }) as AnyRequest,
};

for (const [type, requestOf] of Object.entries(REQUESTS)) {
  test(`${type} has the bytes of the C++ library, both ways`, (t) => {
    const vector = messageVectors().find((candidate) => candidate.type === type)!;
    const request = requestOf(vector.value as Record<string, unknown>);

    t.equal(hex(encodeRequest(request)), hex(vector.bytes));
    t.same(callChannelOf(request.kind).decodeRequest(vector.bytes), request);
    t.end();
  });

  test(`${type} is refused when cut short anywhere, and with a byte too many`, (t) => {
    const vector = messageVectors().find((candidate) => candidate.type === type)!;
    const { kind } = requestOf(vector.value as Record<string, unknown>);
    const decode = (bytes: Uint8Array) => callChannelOf(kind).decodeRequest(bytes);

    for (let length = 0; length < vector.bytes.byteLength; length++) {
      t.throws(() => decode(vector.bytes.subarray(0, length)), { code: 'ERR_SYNTALOS_DECODE' });
    }
    t.throws(() => decode(new Uint8Array([...vector.bytes, 0])), { code: 'ERR_SYNTALOS_DECODE' });
    t.end();
  });
}

// Decoded and encoded again, 30.0 would be the integer 30, which a C++ module does not find.
test('metadata is passed on as the bytes that came: a float that is whole stays one', (t) => {
  const metadata = encodeMetaMap({ framerate: new MetaFloat(30), z: -0, list: [new MetaFloat(1), 1] });
  const change = { action: 3, id: 'out', title: 'Out', dataType: 3, metadata } as const;
  const limits = { maxSenders: 2, maxReceivers: 2, maxNodes: 4 };
  const request = { kind: 'outputPortChange', ...change, limits } as const;
  const decoded = CALL_CHANNELS.outputPortChange.decodeRequest(encodeRequest(request));
  t.same(decoded, request);
  t.equal(
    hex(encodeRequest({ kind: 'updateInputMetadata', portId: 'in', metadata: decoded.metadata })),
    `0200000000000000${hex(Buffer.from('in'))}${hex(metadata)}`,
  );
  t.end();
});

test('the answers of SaveSettings and EdlReserve have the bytes of the C++ library', (t) => {
  const settings = messageVectors().find(({ type }) => type === 'SaveSettingsResponse')!;
  const saved = { kind: 'settingsData', success: true, data: new Uint8Array([1, 2]) } as const;
  t.equal(hex(encodeResponse('saveSettings', saved)), hex(settings.bytes));
  t.same(CALL_CHANNELS.saveSettings.decodeResponse(settings.bytes), saved);

  const reply = messageVectors().find(({ type }) => type === 'EdlReserveReply')!;
  const reserved = {
    kind: 'edlReservation',
    success: true,
    errorMessage: '',
    absolutePath: '/data/x/a/b/d',
  } as const;
  t.equal(hex(encodeResponse('edlReserve', reserved)), hex(reply.bytes));
  t.same(CALL_CHANNELS.edlReserve.decodeResponse(reply.bytes), reserved);
  t.end();
});

test('an answer of another kind of request is refused', (t) => {
  t.throws(() => encodeResponse('saveSettings', { kind: 'done', success: true }), {
    code: 'ERR_SYNTALOS_CHANNEL',
  });
  t.end();
});

// Fixed-size messages

test('the fixed types are those recorded, by name, size and alignment', (t) => {
  for (const [name, type] of Object.entries({ ...FIXED_TYPES, 'byte slice element': BYTE_SLICE })) {
    const recorded = recordedTypes.find(({ struct }) => struct === name)!;
    t.same(
      { name: type.name, size: type.size, alignment: type.alignment },
      { name: recorded.iceoryx2TypeName, size: recorded.size, alignment: recorded.alignment },
      name,
    );
  }
  const known = new Set([...Object.keys(FIXED_TYPES), 'byte slice element', 'IpcServiceTopology']);
  t.same(new Set(recordedTypes.map(({ struct }) => struct)), known);
  t.end();
});

test('recorded static strings and messages have the bytes of the C++ library, both ways', (t) => {
  for (const capacity of [64, 128]) {
    const bytes = new Uint8Array(staticStringBytes(capacity));
    writeStaticString(bytes, 0, capacity, 'hi');
    t.equal(hex(bytes), hexOf(`StaticString<${capacity}> "hi"`));
    t.equal(readStaticString(bytes, 0, capacity), 'hi');
  }

  const error = { title: 'T', message: 'Message!' };
  t.equal(hex(fixed.encodeError(error)), hexOf('ErrorEvent'));
  t.same(fixed.decodeError(bytesOf(hexOf('ErrorEvent'))), error);

  const details = { kind: 'syncDetails', id: 'cam_0', strategies: 3, toleranceUsec: 1000 } as const;
  t.equal(hex(fixed.encodeSyncDetails(details)), hexOf('SyncDetailsEvent'));
  t.same(fixed.decodeSyncDetails(bytesOf(hexOf('SyncDetailsEvent'))), details);

  const recorded = recordedFixed['SetCPUAffinityRequest'] as { hexFirst16: string; hexLast16: string };
  const affinity = fixed.encodeAffinity([3, 1]);
  t.equal(hex(affinity.subarray(0, 16)), recorded.hexFirst16);
  t.equal(hex(affinity.subarray(-16)), recorded.hexLast16);
  t.same(fixed.decodeAffinity(affinity), [3, 1]);
  t.end();
});

test('each field of a message that was recorded without bytes lies at its recorded offset', (t) => {
  const connect = fixed.encodeConnectInput({
    kind: 'connectInput',
    portId: 'in',
    instanceId: 'cam_0',
    channelId: 'o/frames',
    limits: { maxSenders: 1, maxReceivers: 2, maxNodes: 3 },
    sourceType: 7,
  });
  const at = (field: string): number => offsetOf('ConnectInputRequest', field);
  const view = new DataView(connect.buffer);
  t.equal(readStaticString(connect, at('portId'), 255), 'in');
  t.equal(readStaticString(connect, at('instanceId'), 255), 'cam_0');
  t.equal(readStaticString(connect, at('channelId'), 255), 'o/frames');
  for (const [index, field] of ['maxSenders', 'maxReceivers', 'maxNodes'].entries()) {
    t.equal(view.getUint32(at('topology') + offsetOf('IpcServiceTopology', field), true), index + 1);
  }
  t.equal(view.getInt32(at('sourceTypeId'), true), 7);

  const offset = fixed.encodeSyncOffset({ kind: 'syncOffset', id: 'cam_0', offsetUsec: -5 });
  t.equal(readStaticString(offset, offsetOf('SyncOffsetEvent', 'id'), 64), 'cam_0');
  t.equal(new DataView(offset.buffer).getBigInt64(offsetOf('SyncOffsetEvent', 'offsetUsec'), true), -5n);
  t.end();
});

test('every fixed-size request and event comes back as it was sent', (t) => {
  const requests: AnyRequest[] = [
    { kind: 'apiVersion' },
    { kind: 'setNiceness', nice: -20 },
    { kind: 'setMaxRealtimePriority', priority: 99 },
    { kind: 'setCpuAffinity', cores: Array.from({ length: 256 }, (_, core) => core) },
    {
      kind: 'connectInput',
      portId: 'p'.repeat(255),
      instanceId: 'ä'.repeat(127),
      channelId: '',
      limits: { maxSenders: 0xffff_ffff, maxReceivers: 0, maxNodes: 1 },
      sourceType: -1,
    },
    { kind: 'start', startTimestampUsec: Number.MAX_SAFE_INTEGER },
    { kind: 'stop' },
    { kind: 'shutdown' },
    { kind: 'showDisplay' },
    { kind: 'showSettings' },
  ];
  for (const request of requests) {
    const bytes = encodeRequest(request);
    const channel = callChannelOf(request.kind);
    t.equal(bytes.byteLength, channel.requestType.size, request.kind);
    t.same(channel.decodeRequest(bytes), request, request.kind);
  }
  const { error, stateChange, statusMessage, syncOffset } = EVENT_CHANNELS;
  t.same(stateChange.decode(stateChange.encode({ kind: 'stateChange', state: 6 })).state, 6);
  t.same(statusMessage.decode(statusMessage.encode({ kind: 'statusMessage', text: 'läuft' })).text, 'läuft');
  const sent = { kind: 'error', title: '', message: 'a\nb', code: 'ERR', stack: 'deep', causes: [] } as const;
  t.same(error.decode(error.encode(sent)), { ...sent, code: '', stack: '' });
  const report = { kind: 'syncOffset', id: 'x', offsetUsec: Number.MIN_SAFE_INTEGER } as const;
  t.same(syncOffset.decode(syncOffset.encode(report)), report);
  t.equal(fixed.decodeApiVersion(fixed.encodeApiVersion('sy-3.1.2')), 'sy-3.1.2');
  t.equal(fixed.decodeDone(new Uint8Array([2])), true, 'a C++ bool is true for any byte but 0');
  t.end();
});

test('a fixed-size message of another length is refused', (t) => {
  for (const bytes of [new Uint8Array(0), new Uint8Array(2207), new Uint8Array(2209)]) {
    t.throws(() => fixed.decodeError(bytes), { code: 'ERR_SYNTALOS_DECODE' });
  }
  t.end();
});

test('a fixed-size message with a value that cannot be is refused', (t) => {
  t.throws(() => fixed.decodeState(new Uint8Array([8])), { code: 'ERR_SYNTALOS_DECODE' });
  const affinity = fixed.encodeAffinity([1]);
  new DataView(affinity.buffer).setBigUint64(1024, 257n, true);
  t.throws(() => fixed.decodeAffinity(affinity), { code: 'ERR_SYNTALOS_DECODE' });
  t.throws(() => fixed.decodeStart(new Uint8Array(8).fill(0x7f)), { code: 'ERR_SYNTALOS_DECODE' });
  t.end();
});

test('what a message cannot hold is refused when it is written', (t) => {
  const refused = { code: 'ERR_SYNTALOS_INVALID_ARGUMENT' };
  t.throws(() => fixed.encodeAffinity(Array.from({ length: 257 }, () => 0)), refused);
  t.throws(() => fixed.encodeNiceness(0.5), refused);
  t.throws(() => fixed.encodeStatus('a\0b'), refused);
  const connect = {
    kind: 'connectInput',
    portId: 'p'.repeat(256),
    instanceId: '',
    channelId: '',
    limits: { maxSenders: 1, maxReceivers: 1, maxNodes: 1 },
    sourceType: 0,
  } as const;
  t.throws(() => fixed.encodeConnectInput(connect), refused);
  t.end();
});

// Static strings

test('longer text is cut between characters', (t) => {
  t.equal(cutUtf8('aäb', 2).toString(), 'a');
  t.equal(cutUtf8('aäb', 3).toString(), 'aä');
  t.equal(cutUtf8('😀', 3).toString(), '');
  const cut = fixed.decodeStatus(fixed.encodeStatus('€'.repeat(50)));
  t.equal(cut, '€'.repeat(42), '42 characters of 3 bytes fit 128 bytes');
  t.end();
});

test('text that the other end cut inside a character, or did not end, is read all the same', (t) => {
  const bytes = new Uint8Array(staticStringBytes(64));
  bytes.set([0x61, 0xc3]);
  t.equal(readStaticString(bytes, 0, 64), 'a\ufffd');
  t.equal(readStaticString(bytes.fill(0x62), 0, 64), 'b'.repeat(64));
  t.end();
});

test('any text comes back from a static string as its longest start that fits', (t) => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.integer({ min: 1, max: 80 }),
      (text, capacity) => {
        fc.pre(!text.includes('\0'));
        const bytes = new Uint8Array(staticStringBytes(capacity));
        writeStaticString(bytes, 0, capacity, text);
        const read = readStaticString(bytes, 0, capacity);
        const next = Array.from(text.slice(read.length))[0];
        return (
          text.startsWith(read) &&
          Buffer.byteLength(read) <= capacity &&
          (next === undefined || Buffer.byteLength(read + next) > capacity)
        );
      },
    ),
  );
  t.end();
});
